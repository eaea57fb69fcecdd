using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>A store that caches may answer what was so before another host's change: nothing lasting is decided by that.</summary>
public sealed class CachedStoreTests : IAsyncDisposable
{
    private readonly TenancyHost _other = new();
    private readonly ScriptedProvisioner _provisioner = new("stale");
    private readonly TenancyHost _stale;
    private readonly List<string> _finds = [];
    private Tenant? _cached;

    public CachedStoreTests() => _stale = new TenancyHost(services: services =>
    {
        services.AddSingleton<ITenantProvisioner>(_provisioner);
        services.AddSingleton<ITenantStore>(Interceptor.Before<ITenantStore>(null!, Answer));
        services.AddSingleton(_other.Rbac);
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stale.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Update_to_what_the_cache_says_anyway_is_written()
    {
        ResourceQuotas former = new() { Containers = 10 };
        await CreateAsync(Some.Spec() with { ResourceQuotas = former });
        await _other.Tenants.UpdateResourceQuotasAsync(Some.TenantId, new ResourceQuotas { Containers = 20 }, Cancellation);

        Tenant written = await _stale.Tenants.UpdateResourceQuotasAsync(Some.TenantId, former, Cancellation);

        written.Version.Should().Be(4);
        (await _other.GetAsync()).ResourceQuotas.Should().Be(former);
    }

    [Fact]
    public async Task Update_of_an_expected_tenant_that_the_cache_does_not_know_yet_is_written()
    {
        await CreateAsync(Some.Spec());
        Tenant known = await _other.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "new" }, cancellationToken: Cancellation);

        Tenant written = await _stale.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "newer" }, known, Cancellation);

        written.Description.Should().Be("newer");
    }

    [Fact]
    public async Task Suspension_by_another_host_is_lifted()
    {
        await CreateAsync(Some.Spec());
        await _other.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);

        (await _stale.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation)).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Suspension_that_another_host_lifted_in_between_is_not_reported_as_done()
    {
        await CreateAsync(Some.Spec());
        _provisioner.Script = async (_, _, _) =>
        {
            _cached = await _other.GetAsync();
            await _other.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);
        };

        await _stale.Awaiting(h => h.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation).AsTask())
            .Should().ThrowAsync<InvalidTenantTransitionException>();
    }

    [Fact]
    public async Task Deletion_goes_by_the_tenant_that_is_there()
    {
        await CreateAsync(Some.Spec());
        _cached = _cached! with { Status = TenantStatus.Terminating };
        await MakeAgainAsync();

        await _stale.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

        _provisioner.Journal.Should().Equal("stale deprovision acme Terminating");
        (await _other.Store.FindAsync(Some.TenantId, Cancellation)).Should().BeNull();
    }

    [Fact]
    public async Task Creation_goes_on_though_the_cache_still_holds_a_deleted_tenant()
    {
        await CreateAsync(Some.Spec());
        await _other.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

        (await _stale.CreateAsync()).Status.Should().Be(TenantStatus.Active);
    }

    [Theory]
    [InlineData("reserve")]
    [InlineData("check")]
    [InlineData("commit")]
    [InlineData("renew")]
    [InlineData("release")]
    [InlineData("resize")]
    [InlineData("usage")]
    [InlineData("allocations")]
    [InlineData("events")]
    [InlineData("bindings")]
    [InlineData("bind")]
    [InlineData("update")]
    [InlineData("find by name")]
    public async Task Context_of_a_former_tenant_does_not_reach_the_one_made_again(string operation)
    {
        await CreateAsync(Some.Spec() with { OwnerId = Some.User });
        TenantContext former = await _stale.Tenants.GetTenantContextAsync(Some.User, Some.TenantId, Cancellation);
        await MakeAgainAsync();
        await _other.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), new ReservationOptions { AllocationId = "a" }, Cancellation);
        RoleBinding binding = new(RoleSubject.User("eve"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(Some.TenantId));

        object? reached = null;
        Exception? error;
        using (former.Enter())
        {
            error = await Record.ExceptionAsync(async () => reached = operation switch
            {
                "reserve" => await _stale.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), default, Cancellation),
                "check" => await _stale.Quotas.CheckAsync(Some.TenantId, Some.Amounts(), Cancellation),
                "commit" => await _stale.Quotas.CommitAsync(Some.TenantId, "a", null, Cancellation),
                "renew" => await _stale.Quotas.RenewAsync(Some.TenantId, "a", null, Cancellation),
                "release" => await _stale.Quotas.ReleaseAsync(Some.TenantId, "a", null, Cancellation) ? "released" : null,
                "resize" => await _stale.Quotas.TryResizeAsync(Some.TenantId, "a", Some.Amounts(), Cancellation),
                "usage" => await _stale.Quotas.GetUsageAsync(Some.TenantId, Cancellation),
                "allocations" => await _stale.Quotas.ListAllocationsAsync(Some.TenantId, null, Cancellation),
                "events" => (await _stale.Tenants.ReadEventsAsync(new EventQuery { Tenant = Some.TenantId, Limit = 10 }, Cancellation)).Events,
                "bindings" => await _stale.Access.ListBindingsAsync(null, Cancellation),
                "bind" => await _stale.Access.BindRoleAsync(binding, Cancellation),
                "update" => await _stale.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "mine" }, cancellationToken: Cancellation),
                _ => await _stale.Tenants.FindTenantByNameAsync("Tenant acme", Cancellation),
            });
        }

        reached.Should().BeNull();
        (error is null or TenantNotFoundException).Should().BeTrue("it is {0}", error);
        (await _other.Access.ListBindingsAsync(null, Cancellation)).Should().BeEmpty();
        (await _other.Quotas.ListAllocationsAsync(Some.TenantId, null, Cancellation)).Should().ContainSingle().Which.Id.Should().Be("a");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Uid_that_the_cache_does_not_hold_is_looked_for_in_the_store_and_one_that_it_holds_is_not(bool isSlow)
    {
        await CreateAsync(Some.Spec());
        Tenant former = _cached!;
        await MakeAgainAsync();
        Tenant made = await _other.GetAsync();
        await using TenancyHost host = new(services: services => services
            .AddSingleton(isSlow ? Interceptor.Slow(_stale.Store) : _stale.Store).AddSingleton(_other.Rbac));

        _finds.Clear();
        (await host.Tenants.FindTenantAsync(former, Cancellation)).Should().Be(former);
        (await host.Tenants.FindTenantAsync(Some.TenantId, Cancellation)).Should().Be(former);
        _finds.Should().OnlyContain(f => f == nameof(ITenantStore.FindAsync));
        (await host.Tenants.FindTenantAsync(made, Cancellation)).Should().Be(made);
        _cached = null;
        (await host.Tenants.FindTenantAsync(made, Cancellation)).Should().BeNull("that nobody is there may be said from a cache");
    }

    [Fact]
    public async Task Request_path_asks_the_cache_alone()
    {
        await CreateAsync(Some.Spec());
        _finds.Clear();
        TenantContext context = await _stale.Tenants.GetTenantContextAsync(Some.Owner, Some.TenantId, Cancellation);

        using (context.Enter())
        {
            await _stale.GetAsync();
            await _stale.Access.CheckTenantAccessAsync(Some.Owner, Some.TenantId, Cancellation);
            await _stale.Access.CheckPermissionAsync(Some.Owner, Permission.Parse("containers:deploy"), PermissionScope.Tenant(Some.TenantId), Cancellation);
            await (await _stale.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), default, Cancellation)).DisposeAsync();
        }

        _finds.Should().NotBeEmpty().And.OnlyContain(f => f == nameof(ITenantStore.FindAsync));
    }

    /// <summary>Creates a tenant and lets the cache remember it as it is now.</summary>
    private async Task CreateAsync(TenantSpec spec) => _cached = await _other.Tenants.CreateTenantAsync(spec, Cancellation);

    private async Task MakeAgainAsync()
    {
        await _other.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        await _other.CreateAsync(owner: "new-owner");
    }

    private object? Answer(MethodInfo method, object?[] arguments, Func<object?> call)
    {
        if (method.Name.StartsWith("Find", StringComparison.Ordinal))
        {
            _finds.Add(method.Name);
        }

        if (method.Name == nameof(ITenantStore.FindAsync))
        {
            return new ValueTask<Tenant?>(_cached);
        }

        MethodInfo asked = method.Name == nameof(ITenantStore.FindLatestAsync)
            ? typeof(ITenantStore).GetMethod(nameof(ITenantStore.FindAsync))!
            : method;
        return asked.Invoke(_other.Store, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
    }
}
