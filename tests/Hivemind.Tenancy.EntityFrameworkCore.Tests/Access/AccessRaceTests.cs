namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Two hosts change at once what depends on each other.</summary>
public sealed class AccessRaceTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private const int Rounds = 10;

    private static readonly PermissionScope Acme = PermissionScope.Tenant(AccessHost.Acme);
    private static readonly Role Auditor = new("auditor", [new Permission("pods", "read")]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Same_change_by_two_hosts_is_one_change(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        (AccessHost one, AccessHost other) = await TwoAsync(database);
        await one.CreateAsync();
        int changes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            string name = $"name-{round}";
            Role role = new(name, Auditor.Permissions);
            await OneOf(h => h.SetRoleAsync(role));
            await OneOf(h => h.BindAsync(AccessHost.Binding(Acme, name)));
            await OneOf(h => h.BindAsync(AccessHost.Binding(PermissionScope.Global, name)));
            await OneOf(h => h.BindAsync(AccessHost.GroupBinding(PermissionScope.Global, "tenant-viewer", name)));
            await OneOf(h => h.JoinAsync("staff", name));
            await OneOf(h => h.LeaveAsync("staff", name));
            await OneOf(h => h.UnbindAsync(AccessHost.Binding(Acme, name)));
            await OneOf(h => h.RemoveRoleAsync(name));
        }

        (await one.LogAsync()).Should().HaveCount(changes);

        async Task OneOf(Func<AccessHost, Task<TenancyEvent?>> change)
        {
            TenancyEvent?[] recorded = await Task.WhenAll(Task.Run(() => change(one), Cancellation), Task.Run(() => change(other), Cancellation));
            recorded.Should().ContainSingle(e => e != null);
            changes++;
        }
    }

    [Theory, EveryDatabase]
    public async Task No_binding_survives_its_role(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        (AccessHost one, AccessHost other) = await TwoAsync(database);
        await one.CreateAsync();
        for (int round = 0; round < Rounds; round++)
        {
            await one.SetRoleAsync(Auditor);
            await AtOnce(
                () => Attempt(() => one.BindAsync(AccessHost.Binding(Acme, Auditor.Id))),
                () => Attempt(() => one.BindAsync(AccessHost.GroupBinding(PermissionScope.Global, Auditor.Id))),
                () => other.RemoveRoleAsync(Auditor.Id));

            (await one.BindingsAsync()).Should().BeEmpty();
        }

        // However each round ended, the order of the log is a possible one: nothing is bound to a role that is not there.
        bool isThere = false;
        foreach (TenancyEvent entry in await one.LogAsync())
        {
            isThere = entry is RoleChanged || (entry is not RoleRemoved && isThere);
            (entry is RoleBound && !isThere).Should().BeFalse();
        }
    }

    [Theory, EveryDatabase]
    public async Task No_binding_survives_its_tenant(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        (AccessHost one, AccessHost other) = await TwoAsync(database);
        for (int round = 0; round < Rounds; round++)
        {
            await one.CreateAsync();
            bool isGone = false;
            await AtOnce(
                async () =>
                {
                    for (int user = 0; !Volatile.Read(ref isGone); user++)
                    {
                        await Attempt(() => other.BindAsync(AccessHost.Binding(Acme, user: $"user-{user}")));
                    }
                },
                async () =>
                {
                    await one.Tenants.DeleteTenantAsync(AccessHost.Acme, cancellationToken: Cancellation);
                    Volatile.Write(ref isGone, true);
                });

            (await one.BindingsAsync()).Should().BeEmpty();
        }
    }

    [Theory, EveryDatabase]
    public async Task What_was_asked_for_in_the_former_tenant_is_not_done_in_the_new_one(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        (AccessHost one, AccessHost other) = await TwoAsync(database);
        for (int round = 0; round < Rounds; round++)
        {
            Tenant former = await one.CreateAsync();
            await AtOnce(
                () => Attempt(() => other.BindAsync(AccessHost.Binding(Acme.WithUid(former.Uid)))),
                async () =>
                {
                    await one.Tenants.DeleteTenantAsync(AccessHost.Acme, cancellationToken: Cancellation);
                    await one.CreateAsync(owner: "nadia");
                });

            (await one.BindingsAsync()).Should().BeEmpty();
            await one.Tenants.DeleteTenantAsync(AccessHost.Acme, cancellationToken: Cancellation);
        }
    }

    [Theory, EveryDatabase]
    public async Task Removals_that_meet_in_the_same_bindings_do_not_hinder_each_other(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        (AccessHost one, AccessHost other) = await TwoAsync(database);
        await one.CreateAsync("acme", namespaces: "web");
        for (int round = 0; round < Rounds / 3; round++)
        {
            await one.SetRoleAsync(Auditor);
            for (int user = 0; user < 20; user++)
            {
                await one.BindAsync(AccessHost.Binding(PermissionScope.Namespace(AccessHost.Acme, "web"), user % 2 == 0 ? Auditor.Id : "tenant-viewer", $"user-{user}"));
            }

            await one.WriteAsync(AccessHost.Acme, t => t with { Namespaces = [] });
            await AtOnce(
                () => one.RemoveRoleAsync(Auditor.Id),
                () => one.UnbindAsync(AccessHost.Binding(PermissionScope.Namespace(AccessHost.Acme, "web"), user: "user-1")),
                () => one.RemoveWithinAsync(Acme),
                () => other.RemoveWithinAsync(Acme));

            (await one.BindingsAsync()).Should().BeEmpty();
            await one.WriteAsync(AccessHost.Acme, t => t with { Namespaces = ["web"] });
        }
    }

    private static async Task<(AccessHost One, AccessHost Other)> TwoAsync(AccessDatabase database) =>
        (await database.StartAsync(), await database.StartAsync());

    private static Task AtOnce(params Func<Task>[] work) => Task.WhenAll(work.Select(w => Task.Run(w, Cancellation)));

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
