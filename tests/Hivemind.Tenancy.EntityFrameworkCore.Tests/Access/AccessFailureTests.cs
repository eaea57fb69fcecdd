namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A database that fails says so: neither "no" nor "yes", and never "there is none".</summary>
public sealed class AccessFailureTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private static readonly Permission ReadPods = new("pods", "read");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite, "role_bindings")]
    [InlineData(DatabaseKind.Sqlite, "roles")]
    [InlineData(DatabaseKind.Sqlite, "group_members")]
    [InlineData(DatabaseKind.PostgreSql, "role_bindings")]
    [InlineData(DatabaseKind.PostgreSql, "roles")]
    [InlineData(DatabaseKind.PostgreSql, "group_members")]
    public async Task Missing_table_is_a_failure(DatabaseKind kind, string table)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        await database.ExecuteAsync($"ALTER TABLE {table} RENAME TO elsewhere");
        try
        {
            await Fails(host, () => host.Rbac.IsGrantedAsync("ann", ReadPods, PermissionScope.Global, Cancellation).AsTask());
            await Fails(host, () => host.Rbac.GetScopesAsync("ann", Cancellation).AsTask());
            await Fails(host, () => host.Access.CheckPermissionAsync("ann", ReadPods, PermissionScope.Global, Cancellation).AsTask());
        }
        finally
        {
            await database.ExecuteAsync($"ALTER TABLE elsewhere RENAME TO {table}");
        }
    }

    [Theory, EveryDatabase]
    public async Task Change_whose_event_cannot_be_recorded_is_not_made(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        await database.ExecuteAsync("ALTER TABLE events RENAME TO elsewhere");
        try
        {
            await Fails(host, () => host.SetRoleAsync(new Role("custom", [ReadPods])));
            await Fails(host, () => host.BindAsync(AccessHost.Binding(PermissionScope.Global)));
            await Fails(host, () => host.JoinAsync("staff", "ann"));
        }
        finally
        {
            await database.ExecuteAsync("ALTER TABLE elsewhere RENAME TO events");
        }

        (await host.BindingsAsync()).Should().BeEmpty();
        (await host.Rbac.FindRoleAsync("custom", Cancellation)).Should().BeNull();
        (await host.Rbac.ListGroupsAsync("ann", Cancellation)).Should().BeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task What_is_stored_and_not_allowed_is_a_failure(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        await host.SetRoleAsync(new Role("custom", [ReadPods]));
        await host.BindAsync(AccessHost.Binding(PermissionScope.Global, "custom"));
        foreach (string stored in new[] { "[]", "[\"pods\"]", "[null]", "null", "{", "" })
        {
            await database.ExecuteAsync($"UPDATE roles SET permissions = '{stored}'");
            await Fails(host, () => host.Rbac.IsGrantedAsync(AccessHost.User, ReadPods, PermissionScope.Global, Cancellation).AsTask());
            await Fails(host, () => host.Rbac.FindRoleAsync("custom", Cancellation).AsTask());
        }

        await host.RemoveRoleAsync("custom");
        await host.BindAsync(AccessHost.Binding(PermissionScope.Global));
        await database.ExecuteAsync("UPDATE role_bindings SET scope = 'Not/a/scope/'");
        await Fails(host, () => host.Rbac.GetScopesAsync(AccessHost.User, Cancellation).AsTask());
        await Fails(host, () => host.BindingsAsync());
    }

    private static async Task Fails(AccessHost host, Func<Task> call) =>
        (await host.Invoking(_ => call()).Should().ThrowAsync<TenancyStoreException>()).Which.IsTransient.Should().BeFalse();
}
