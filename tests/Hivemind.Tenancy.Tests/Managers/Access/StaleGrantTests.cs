namespace Hivemind.Tenancy.Tests;

/// <summary>
/// The provider answers from a cache that says yes to all, as one may for a while after everything was revoked. What gives rights away asks past it.
/// </summary>
public sealed class StaleGrantTests : IAsyncLifetime
{
    private const string Clerk = "clerk";

    private static readonly Dictionary<string, Func<TenancyHost, Task>> Gifts = new()
    {
        ["an owner"] = host => Update(host, t => t with { OwnerId = Clerk }),
        ["an owner, beside what a viewer may not change either"] = host => Update(host, t => t with { OwnerId = Clerk, Description = "mine" }),
        ["a tenant"] = async host => await host.Tenants.CreateTenantAsync(Some.Spec("mine") with { OwnerId = Clerk }, Cancellation),
        ["a role"] = async host => await host.Access.SetRoleAsync(new Role("mine", [new Permission("pods", "delete")]), Cancellation),
        ["a binding"] = async host => await host.Access.BindRoleAsync(
            new RoleBinding(RoleSubject.User(Clerk), BuiltInRoles.TenantAdmin.Id, PermissionScope.Tenant(Some.TenantId)), Cancellation),
        ["a membership"] = async host => await host.Access.AddGroupMemberAsync("admins", Clerk, Cancellation),
        ["a plan's roles"] = async host => await host.Plans.PublishAsync(
            new TenantPlan("mine") { Bindings = [new PlanBinding(RoleSubject.User(Clerk), BuiltInRoles.TenantAdmin.Id)] }, cancellationToken: Cancellation),
    };

    private readonly TenancyHost _inner = new();
    private TenancyHost _host = null!;

    public static TheoryData<string> Names => [.. Gifts.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _inner.CreateAsync();
        await _inner.BindAsync(Clerk, BuiltInRoles.TenantViewer, PermissionScope.Tenant(Some.TenantId));
        await _inner.Access.BindRoleAsync(new RoleBinding(RoleSubject.Group("admins"), BuiltInRoles.TenantAdmin.Id, PermissionScope.Global), Cancellation);
        _host = Hosts.Behind(_inner, rbac: (method, _, call) => method.Name == nameof(IRbacProvider.IsGrantedAsync) ? new ValueTask<bool>(true) : call());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _inner.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Gives_nothing_away(string gift)
    {
        (await MayAsync(gift)).Should().BeFalse();
        (await _inner.GetAsync()).OwnerId.Should().Be(Some.Owner);

        await _inner.BindAsync(Clerk, BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        (await MayAsync(gift)).Should().BeTrue("they hold it, whatever a cache says");
    }

    private static async Task Update(TenancyHost host, Func<Tenant, Tenant> change) =>
        await host.Tenants.UpdateTenantAsync(Some.TenantId, change, cancellationToken: Cancellation);

    private async Task<bool> MayAsync(string gift)
    {
        using TenantScope scope = TenantContext.User(Clerk).Enter();
        try
        {
            await Gifts[gift](_host);
            return true;
        }
        catch (TenantAccessDeniedException)
        {
            return false;
        }
    }
}
