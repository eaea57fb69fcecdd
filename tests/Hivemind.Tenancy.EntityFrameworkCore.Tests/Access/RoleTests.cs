namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Roles as they are written and read back.</summary>
public sealed class RoleTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private static readonly Permission ReadPods = new("pods", "read");
    private static readonly Permission DeletePods = new("pods", "delete");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task SetRoleAsync_defines_then_replaces_and_changes_nothing_when_equal(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();

        TenancyEvent? defined = await host.SetRoleAsync(new Role("custom", [DeletePods, ReadPods]));
        TenancyEvent? again = await host.SetRoleAsync(new Role("custom", [ReadPods, DeletePods]));
        TenancyEvent? replaced = await host.SetRoleAsync(new Role("custom", [ReadPods]));

        again.Should().BeNull();
        defined!.Sequence.Should().BePositive();
        replaced!.Sequence.Should().BeGreaterThan(defined.Sequence);
        (await host.LogAsync()).Should().Equal(defined, replaced);
        (await host.Rbac.FindRoleAsync("custom", Cancellation)).Should().Be(new Role("custom", [ReadPods]));
        (await host.Rbac.FindRoleAsync("Custom", Cancellation)).Should().BeNull();
    }

    [Theory, EveryDatabase]
    public async Task ListRolesAsync_lists_built_in_and_defined_ones_ordinally(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        string[] ids = ["zebra", "Aardvark", "éclair", "e'; drop table roles; --", "\"quoted\"", "\uE000", "\U0001F600", new('x', 256), "%", "_"];
        foreach (string id in ids)
        {
            await host.SetRoleAsync(new Role(id, [ReadPods]));
            (await host.Rbac.FindRoleAsync(id, Cancellation))!.Id.Should().Be(id);
        }

        (await host.Rbac.ListRolesAsync(null, Cancellation)).Select(r => r.Id).Should().Equal(
            ids.Concat(BuiltInRoles.All.Select(r => r.Id)).Order(StringComparer.Ordinal));
    }

    [Theory, EveryDatabase]
    public async Task Built_in_roles_are_always_there_and_cannot_be_changed(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();

        foreach (Role role in BuiltInRoles.All)
        {
            (await host.Rbac.FindRoleAsync(role.Id, Cancellation)).Should().Be(role);
            await host.Invoking(h => h.SetRoleAsync(new Role(role.Id, [ReadPods]))).Should().ThrowAsync<ArgumentException>();
            await host.Invoking(h => h.RemoveRoleAsync(role.Id)).Should().ThrowAsync<ArgumentException>();
        }

        (await host.Rbac.ListRolesAsync(null, Cancellation)).Should().Equal(BuiltInRoles.All.OrderBy(r => r.Id, StringComparer.Ordinal));
        (await host.LogAsync()).Should().BeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task RemoveRoleAsync_takes_every_binding_of_it(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        await host.CreateAsync("acme", namespaces: "web");
        await host.SetRoleAsync(new Role("custom", [ReadPods]));
        await host.JoinAsync("staff", "member");
        await host.BindAsync(AccessHost.Binding(PermissionScope.Tenant(AccessHost.Acme), "custom"));
        await host.BindAsync(AccessHost.GroupBinding(PermissionScope.Global, "custom"));
        await host.BindAsync(AccessHost.Binding(PermissionScope.Namespace(AccessHost.Acme, "web")));

        TenancyEvent? removed = await host.RemoveRoleAsync("custom");

        (await host.RemoveRoleAsync("custom")).Should().BeNull();
        (await host.LogAsync()).Where(e => e is RoleRemoved).Should().Equal(removed!);
        (await host.BindingsAsync()).Should().Equal("acme/web tenant-viewer user ulrich");
        (await host.MayAsync("member", "pods:read", PermissionScope.Global)).Should().BeFalse();
        (await host.Rbac.FindRoleAsync("custom", Cancellation)).Should().BeNull();

        await host.SetRoleAsync(new Role("custom", [ReadPods]));
        (await host.MayAsync("member", "pods:read", PermissionScope.Global)).Should().BeFalse("a role made again is bound to nobody");
    }
}
