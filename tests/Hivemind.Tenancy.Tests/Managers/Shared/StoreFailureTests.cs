namespace Hivemind.Tenancy.Tests;

/// <summary>A store or provider that fails makes every manager's method fail with just that: never null, false or "denied".</summary>
public sealed class StoreFailureTests : IAsyncLifetime
{
    private readonly TenancyHost _inner = new();
    private Exception? _failure;
    private bool _async;

    /// <summary>Methods that never ask the tenant store, and those that never ask the provider when the host calls without a context.</summary>
    private static readonly string[] WithoutStore =
    [
        "ListRolesAsync", "SetRoleAsync", "RemoveRoleAsync", "ListBindingsAsync", "AddGroupMemberAsync", "RemoveGroupMemberAsync", "ListGroupsAsync", "ListGroupMembersAsync",
    ];

    public static TheoryData<string> StoreCalls => [.. ManagerCalls.All.Keys.Where(name => !WithoutStore.Any(name.EndsWith))];

    public static TheoryData<string> ProviderCalls =>
    [
        .. ManagerCalls.All.Keys.Where(name => name.StartsWith("IAccessManager", StringComparison.Ordinal)),
        "ITenantManager.GetTenantContextAsync(userId, tenant)",
        "ITenantManager.GetTenantContextAsync(claim)",
        "ITenantManager.AddNamespaceAsync",
        "ITenantManager.DeleteTenantAsync",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _inner.CreateAsync("acme", namespaces: "web");
        await _inner.BindAsync(Some.User, BuiltInRoles.TenantViewer);
        await _inner.BindAsync("root", BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        await _inner.Tenants.SuspendTenantAsync(Some.TenantId, "to resume", Cancellation);
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    [Theory]
    [MemberData(nameof(StoreCalls))]
    public async Task Failure_of_the_store_is_thrown_as_it_is(string call)
    {
        await using TenancyHost host = Hosts.Behind(_inner, store: Fail);

        await ShouldFail(host, call);
    }

    [Theory]
    [MemberData(nameof(ProviderCalls))]
    public async Task Failure_of_the_provider_is_thrown_as_it_is(string call)
    {
        await using TenancyHost host = Hosts.Behind(_inner, rbac: Fail);

        await ShouldFail(host, call);
    }

    [Theory]
    [MemberData(nameof(StoreCalls))]
    public async Task Failure_of_the_store_is_thrown_inside_a_tenant_too(string call)
    {
        await using TenancyHost host = Hosts.Behind(_inner, store: Fail);
        bool isSystemOnly = call == "ITenantManager.ReportAsync";
        using IDisposable scope = (isSystemOnly ? TenantContext.System("ops", "testing") : new TenantContext(Some.TenantId, "root")).Enter();

        await ShouldFail(host, call);
    }

    [Fact]
    public async Task Failure_while_a_permission_is_asked_is_no_denial()
    {
        await using TenancyHost host = Hosts.Behind(_inner, rbac: Fail);
        using IDisposable scope = new TenantContext(Some.TenantId, Some.User).Enter();
        foreach (string call in new[] { "CreateTenantAsync(spec)", "CreateTenantAsync(spec, key)", "SuspendTenantAsync", "UpdateResourceQuotasAsync", "ReadEventsAsync" })
        {
            await ShouldFail(host, $"ITenantManager.{call}");
        }

        host.Events.Refusals.Should().BeEmpty();
    }

    [Fact]
    public async Task Failure_while_a_verified_context_is_looked_up_is_no_refusal()
    {
        await _inner.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);
        TenantContext verified = await _inner.Tenants.GetTenantContextAsync(Some.User, Some.TenantId, Cancellation);
        await using TenancyHost host = Hosts.Behind(_inner, store: Fail);
        using IDisposable scope = verified.Enter();
        foreach (string call in new[] { "ITenantManager.FindTenantAsync", "IQuotaManager.ReserveAsync", "IQuotaManager.CommitAsync", "IAccessManager.CheckTenantAccessAsync" })
        {
            await ShouldFail(host, call);
        }

        host.Events.Refusals.Should().BeEmpty();
    }

    private async Task ShouldFail(TenancyHost host, string call)
    {
        foreach (Exception failure in new Exception[]
        {
            new TenancyStoreException("connection lost", isTransient: true),
            new TenancyStoreException("disk full", isTransient: false, new IOException("inner")),
            new InvalidOperationException("a bug of the store"),
        })
        {
            foreach (bool asynchronous in new[] { false, true })
            {
                (_failure, _async) = (failure, asynchronous);
                Exception? thrown = await Record.ExceptionAsync(() => ManagerCalls.All[call](host, Cancellation));
                _failure = null;

                thrown.Should().BeSameAs(failure);
            }
        }
    }

    private object? Fail(System.Reflection.MethodInfo method, object?[] arguments, Func<object?> call) => _failure switch
    {
        null => call(),
        _ when _async => Interceptor.Faulted(method.ReturnType, _failure),
        _ => throw _failure,
    };
}
