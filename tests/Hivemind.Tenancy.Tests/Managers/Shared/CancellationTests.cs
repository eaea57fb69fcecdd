namespace Hivemind.Tenancy.Tests;

/// <summary>Every method of the managers honours a token that is cancelled already, and leaves nothing changed.</summary>
public sealed class CancellationTests : IAsyncLifetime
{
    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;

    public CancellationTests() => _host = Hosts.With(_provisioner);

    public static TheoryData<string> Calls => [.. ManagerCalls.All.Keys];

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await _host.CreateAsync("acme", namespaces: "web");
        await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer);
        await _host.BindAsync("root", BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        await _host.Access.SetRoleAsync(new Role("operator", [TenancyPermissions.ReadEvents]), cancellation);
        await _host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), new ReservationOptions { AllocationId = "hold" }, cancellation);
        _host.Events.Clear();
        _provisioner.Journal.Clear();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public void Every_method_of_the_managers_is_called() => ManagerCalls.All.Keys.Should().BeEquivalentTo(ManagerCalls.Methods);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Cancelled_call_throws_and_changes_nothing(string call)
    {
        IReadOnlyList<object> before = await State();
        foreach (TenantContext? context in new[] { null, TenantContext.System("ops", "testing"), Some.Context("acme", "root"), Some.Context("globex", "root") })
        {
            using (context?.Enter())
            {
                Exception? thrown = await Record.ExceptionAsync(() => ManagerCalls.All[call](_host, new CancellationToken(canceled: true)));

                thrown.Should().BeAssignableTo<OperationCanceledException>("in {0}", context);
            }
        }

        (await State()).SequenceEqual(before).Should().BeTrue();
        _host.Events.All.Should().BeEmpty();
        _provisioner.Journal.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_that_is_not_cancelled_is_not_harmed(string call)
    {
        using CancellationTokenSource source = new();

        Exception? thrown = await Record.ExceptionAsync(() => ManagerCalls.All[call](_host, source.Token));

        (thrown is null or TenancyException).Should().BeTrue("{0}", thrown);
    }

    private async Task<IReadOnlyList<object>> State()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        return
        [
            (await _host.LogAsync()).Count,
            .. await _host.Tenants.ListTenantsAsync(null, cancellation),
            .. await _host.Quotas.ListAllocationsAsync(Some.TenantId, null, cancellation),
            await _host.Quotas.GetUsageAsync(Some.TenantId, cancellation),
            .. await _host.Access.ListRolesAsync(cancellation),
            .. await _host.Access.ListBindingsAsync(null, cancellation),
            .. await _host.Access.ListGroupMembersAsync("staff", cancellation),
        ];
    }
}
