namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Tenants' own roles and groups in a shared database: what the conformance suite cannot look into.</summary>
public sealed class TenantsOwnTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private const int Rounds = 10;

    private static readonly PermissionScope Acme = PermissionScope.Tenant(AccessHost.Acme);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Deletion_leaves_no_row_behind(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        (AccessHost one, AccessHost other) = (await database.StartAsync(), await database.StartAsync());
        for (int round = 0; round < Rounds; round++)
        {
            await one.CreateAsync();
            bool isGone = false;
            await Task.WhenAll(
                Task.Run(
                    async () =>
                    {
                        for (int i = 0; !Volatile.Read(ref isGone); i++)
                        {
                            string name = $"r{i % 5}";
                            await Attempt(() => other.SetRoleAsync(new Role(name, [new Permission("pods", $"a{i}")], AccessHost.Acme)));
                            await Attempt(() => other.JoinAsync(AccessHost.OwnGroup("staff"), $"user-{i}"));
                            await Attempt(() => other.BindAsync(new RoleBinding(RoleSubject.Group(AccessHost.OwnGroup("staff")), AccessHost.Own(name), Acme)));
                            await Attempt(() => other.RemoveRoleAsync(AccessHost.Own(name)));
                        }
                    },
                    Cancellation),
                Task.Run(
                    async () =>
                    {
                        await one.Tenants.DeleteTenantAsync(AccessHost.Acme, cancellationToken: Cancellation);
                        Volatile.Write(ref isGone, true);
                    },
                    Cancellation));

            foreach (string table in new[] { "roles", "group_members", "role_bindings" })
            {
                (await database.CountAsync(table)).Should().Be(0, "of {0}", table);
            }
        }
    }

    [Theory, EveryDatabase]
    public async Task Cached_answers_tell_a_tenants_own_from_the_platforms(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync(cached: true);
        await host.CreateAsync();
        await host.SetRoleAsync(new Role("ops", [new Permission("pods", "read")]));
        await host.SetRoleAsync(new Role("ops", [new Permission("pods", "stop")], AccessHost.Acme));
        await host.JoinAsync("staff", "platforms");
        await host.JoinAsync(AccessHost.OwnGroup("staff"), "tenants");
        await host.BindAsync(AccessHost.GroupBinding(Acme, "ops"));
        await host.BindAsync(new RoleBinding(RoleSubject.Group(AccessHost.OwnGroup("staff")), AccessHost.Own("ops"), Acme));

        for (int time = 0; time < 2; time++)
        {
            (await host.MayAsync("platforms", "pods:read", Acme)).Should().BeTrue();
            (await host.MayAsync("platforms", "pods:stop", Acme)).Should().BeFalse();
            (await host.MayAsync("tenants", "pods:stop", Acme)).Should().BeTrue();
            (await host.MayAsync("tenants", "pods:read", Acme)).Should().BeFalse();
        }

        await host.LeaveAsync(AccessHost.OwnGroup("staff"), "tenants");
        (await host.MayAsync("tenants", "pods:stop", Acme)).Should().BeFalse();
        (await host.MayAsync("platforms", "pods:read", Acme)).Should().BeTrue();
    }

    [Theory, EveryDatabase]
    public async Task Stored_owner_that_is_none_is_a_failure_and_grants_nothing(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        await host.CreateAsync();
        await host.BindAsync(AccessHost.Binding(Acme));
        await database.ExecuteAsync("UPDATE role_bindings SET role_owner = 'Not an owner'");

        await ((Func<Task>)(() => host.MayAsync(AccessHost.User, "pods:read", Acme))).Should().ThrowAsync<TenancyStoreException>();
        await ((Func<Task>)(() => host.BindingsAsync())).Should().ThrowAsync<TenancyStoreException>();
    }

    /// <summary>It may come too late and be refused; anything else is a failure.</summary>
    private static async Task Attempt(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (e is ArgumentException or TenantNotFoundException or TenantNotActiveException)
        {
        }
    }
}
