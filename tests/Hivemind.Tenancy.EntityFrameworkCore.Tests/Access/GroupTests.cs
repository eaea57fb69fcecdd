namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Groups as they are written and read back.</summary>
public sealed class GroupTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Members_come_and_go(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();

        TenancyEvent? joined = await host.JoinAsync("staff", AccessHost.User);
        (await host.JoinAsync("staff", AccessHost.User)).Should().BeNull();
        TenancyEvent? left = await host.LeaveAsync("staff", AccessHost.User);
        (await host.LeaveAsync("staff", AccessHost.User)).Should().BeNull();
        (await host.LeaveAsync("none", AccessHost.User)).Should().BeNull();

        (await host.LogAsync()).Should().Equal(joined!, left!);
        (await host.Rbac.ListGroupsAsync(AccessHost.User, Cancellation)).Should().BeEmpty();
        (await host.Rbac.ListGroupMembersAsync("staff", Cancellation)).Should().BeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Lists_are_in_ordinal_order_and_tell_case_apart(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        string[] names = ["staff", "Staff", "état", "\uE000", "\U0001F600", "it's", new('x', 256)];
        foreach (string name in names)
        {
            (await host.JoinAsync(name, "ann")).Should().NotBeNull();
            (await host.JoinAsync("all", name)).Should().NotBeNull();
        }

        (await host.Rbac.ListGroupsAsync("ann", Cancellation)).Select(g => g.Id).Should().Equal(names.Order(StringComparer.Ordinal));
        (await host.Rbac.ListGroupMembersAsync("all", Cancellation)).Should().Equal(names.Order(StringComparer.Ordinal));
        (await host.Rbac.ListGroupsAsync("Ann", Cancellation)).Should().BeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Grants_of_a_group_reach_its_members_while_they_are_in_it(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        await host.CreateAsync();
        PermissionScope scope = PermissionScope.Tenant(AccessHost.Acme);
        await host.BindAsync(AccessHost.GroupBinding(scope));

        (await host.MayAsync(AccessHost.User, "pods:read", scope)).Should().BeFalse();
        (await host.MayAsync("staff", "pods:read", scope)).Should().BeFalse("a user who is called like a group is not that group");
        await host.JoinAsync("staff", AccessHost.User);
        (await host.MayAsync(AccessHost.User, "pods:read", scope)).Should().BeTrue();
        (await host.Rbac.GetScopesAsync(AccessHost.User, Cancellation)).Scopes.Should().Equal(await host.OfNowAsync(scope));
        await host.LeaveAsync("staff", AccessHost.User);
        (await host.MayAsync(AccessHost.User, "pods:read", scope)).Should().BeFalse();
    }
}
