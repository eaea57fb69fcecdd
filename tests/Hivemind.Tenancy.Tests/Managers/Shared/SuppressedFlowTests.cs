using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>A context that is lost at the first await must not turn a user into the host.</summary>
public sealed class SuppressedFlowTests : IAsyncLifetime
{
    private const string Clerk = "clerk";

    private readonly TenancyHost _setup = new();
    private readonly List<TenancyHost> _hosts = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<bool> AllowNoContext => [true, false];

    public async ValueTask InitializeAsync()
    {
        await _setup.CreateAsync();
        await _setup.Access.SetRoleAsync(new Role("clerk", [TenancyPermissions.UpdateBindings]), Cancellation);
        await _setup.Access.SetRoleAsync(new Role("creator", [TenancyPermissions.CreateTenant]), Cancellation);
        await _setup.BindAsync(Clerk, new Role("clerk", [TenancyPermissions.UpdateBindings]));
        await _setup.BindAsync(Clerk, new Role("creator", [TenancyPermissions.CreateTenant]), PermissionScope.Global);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TenancyHost host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _setup.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(AllowNoContext))]
    public async Task Nobody_is_given_more_than_the_caller_holds(bool allowNoContext)
    {
        RoleBinding binding = new(RoleSubject.User(Clerk), BuiltInRoles.TenantAdmin.Id, PermissionScope.Tenant(Some.TenantId));

        TenantContext verified = await _setup.Tenants.GetTenantContextAsync(Clerk, Some.TenantId, Cancellation);
        foreach (TenantContext context in new[] { verified, TenantContext.User(Clerk) })
        {
            await RefusedAsync(allowNoContext, context, async h => await h.Access.BindRoleAsync(binding, Cancellation));
            await RefusedAsync(allowNoContext, context, async h => await h.Tenants.CreateTenantAsync(Some.Spec("new") with { OwnerId = Clerk }, Cancellation));
        }

        (await _setup.Access.CheckPermissionAsync(Clerk, new Permission("*", "*"), PermissionScope.Tenant(Some.TenantId), Cancellation)).Should().BeFalse();
        (await _setup.Tenants.FindTenantAsync(TenantId.Parse("new"), Cancellation)).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(AllowNoContext))]
    public async Task Door_does_not_open_for_another_user(bool allowNoContext) =>
        await RefusedAsync(allowNoContext, TenantContext.User(Clerk), async h => await h.Tenants.GetTenantContextAsync(Some.Owner, Some.TenantId, Cancellation), Some.Spec("first"));

    [Fact]
    public async Task Refusal_names_who_was_refused_or_the_call_is()
    {
        TenancyHost host = Host(allowNoContext: true);
        await host.GetAsync();
        Task demanding;
        using (new TenantContext(await host.GetAsync(), Clerk).Enter())
        using (ExecutionContext.SuppressFlow())
        {
            demanding = host.Access.DemandPermissionAsync(Clerk, TenancyPermissions.ReadEvents, PermissionScope.Tenant(Some.TenantId), Cancellation).AsTask();
        }

        await demanding.Awaiting(t => t).Should().ThrowAsync<InvalidOperationException>().WithMessage("*flow*suppressed*");
    }

    [Fact]
    public async Task What_acts_for_nobody_has_nothing_to_lose()
    {
        TenancyHost host = Host(allowNoContext: true);
        Task<IReadOnlyList<Tenant>> listing;
        using (ExecutionContext.SuppressFlow())
        {
            listing = host.Tenants.ListTenantsAsync(null, Cancellation).AsTask();
        }

        (await listing).Should().ContainSingle();
    }

    private async Task RefusedAsync(bool allowNoContext, TenantContext context, Func<TenancyHost, Task> call, TenantSpec? defaultTenant = null)
    {
        TenancyHost host = Host(allowNoContext, defaultTenant);
        Task calling;
        using (context.Enter())
        using (ExecutionContext.SuppressFlow())
        {
            calling = call(host);
        }

        await calling.Awaiting(t => t).Should().ThrowAsync<InvalidOperationException>().WithMessage("*flow*suppressed*");
    }

    private TenancyHost Host(bool allowNoContext, TenantSpec? defaultTenant = null)
    {
        TenancyHost host = new(
            options => (options.AllowNoContext, options.DefaultTenant) = (allowNoContext, defaultTenant),
            services => services
                .AddSingleton(Interceptor.Slow(_setup.Store))
                .AddSingleton<IRbacProvider>(Interceptor.Slow((IRbacAdministrator)_setup.Rbac)));
        _hosts.Add(host);
        return host;
    }
}
