namespace Hivemind.Tenancy.Testing;

/// <content>What becomes of bindings when the tenant, the namespace or the role goes.</content>
internal sealed partial class BindingCases
{
    public async Task OfAFormerTenantMeanNothing()
    {
        Tenant? tenant = await AddTenantAsync();
        string[] scopes = ["acme", "acme/web", "acme/web/api"];
        RoleBinding[] former = [.. scopes.Select(scope => User("alice", BuiltInRoles.TenantAdmin.Id, scope)), Group("devs", BuiltInRoles.TenantAdmin.Id, "acme")];
        foreach (RoleBinding binding in former)
        {
            await BindAsync(binding);
        }

        await JoinAsync("devs", "bob");
        await RemoveTenantAsync(tenant);
        Tenant again = NewTenant("acme") with { Uid = TenantUid.NewUid() };
        await AddTenantAsync(with: _ => again);
        foreach (string scope in scopes)
        {
            foreach (string user in new[] { "alice", "bob" })
            {
                Expect.True(!await Second.IsGrantedAsync(user, Permission.Parse("apps:read"), In(scope).WithUid(again.Uid), Cancellation), $"'{user}' to hold nothing in the tenant made again");
                Expect.True(!(await Second.GetScopesAsync(user, Cancellation)).Reaches(again), $"'{user}' not to reach the tenant made again");
            }
        }

        RoleBinding current = new(RoleSubject.User("alice"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(again));
        Expect.NotNull(await BindAsync(current));
        Expect.Sequence([current], await BindingsAsync(new RoleBindingQuery { Tenant = again }));
        Expect.True((await BindingsAsync(new RoleBindingQuery { Tenant = Acme })).ToHashSet().SetEquals([current, .. former]), "by id, those of former tenants to be listed, too");
        Expect.NotNull(await UnbindAsync(former[0]));
        Expect.True(await Second.IsGrantedAsync("alice", Permission.Parse("apps:read"), PermissionScope.Tenant(again), Cancellation), "unbinding a former binding to leave the current one");
    }

    public async Task OfATenantThatGoesAreRemoved()
    {
        Tenant? tenant = await AddTenantAsync();
        await AddTenantAsync("beta");
        RoleBinding[] gone = [.. new[] { "acme", "acme/web", "acme/web/api" }.Select(s => User("alice", BuiltInRoles.TenantViewer.Id, s)), Group("devs", BuiltInRoles.TenantAdmin.Id, "acme/db")];
        RoleBinding[] kept = [User("alice", BuiltInRoles.TenantViewer.Id, "*"), Group("devs", BuiltInRoles.TenantAdmin.Id, "beta"), User("alice", BuiltInRoles.TenantViewer.Id, "beta")];
        foreach (RoleBinding binding in gone.Concat(kept))
        {
            await BindAsync(binding);
        }

        await RemoveTenantAsync(tenant);
        int events = (await LogAsync())?.Count ?? 0;
        await Rbac.RemoveWithinAsync(In("acme"), Cancellation);
        Expect.Sequence(kept, await BindingsAsync());
        Expect.Equal(events, (await LogAsync())?.Count ?? 0, "the change that causes it is an event already");
        Expect.Sequence(["*", "beta"], (await Second.GetScopesAsync("alice", Cancellation)).Scopes.Select(Plain).Order(StringComparer.Ordinal));
        await Rbac.RemoveWithinAsync(In("acme"), Cancellation);
    }

    public async Task OfANamespaceThatGoesAreRemoved()
    {
        Tenant? tenant = await AddTenantAsync();
        foreach (string scope in new[] { "acme", "acme/db", "acme/web", "acme/web/api", "*" })
        {
            await BindAsync(User("alice", BuiltInRoles.TenantViewer.Id, scope));
        }

        if (tenant is not null)
        {
            Tenant next = tenant with { Namespaces = ["db"], Version = 2 };
            await Harness.Store!.UpdateAsync(next, 1, onlyIfIdle: false, new TenantUpdated { OccurredAt = Now, TenantId = Acme, TenantUid = tenant.Uid, Before = tenant, After = next }, Cancellation);
        }

        await Rbac.RemoveWithinAsync(In("acme/web"), Cancellation);
        Expect.Sequence(["*", "acme", "acme/db"], (await BindingsAsync()).Select(b => Plain(b.Scope)));
    }

    public async Task OfATenantMadeAgainMeanwhileAreKept()
    {
        Tenant? tenant = await AddTenantAsync();
        await BindAsync(User("alice", BuiltInRoles.TenantViewer.Id, "acme/web"));
        await RemoveTenantAsync(tenant);
        Tenant again = NewTenant("acme") with { Uid = TenantUid.NewUid() };
        await AddTenantAsync(with: _ => again);
        RoleBinding[] current =
        [
            new(RoleSubject.User("bob"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(again)),
            new(RoleSubject.User("bob"), BuiltInRoles.TenantViewer.Id, PermissionScope.Namespace(again, "web")),
        ];
        foreach (RoleBinding binding in current)
        {
            await BindAsync(binding);
        }

        await Rbac.RemoveWithinAsync(In("acme/web"), Cancellation);
        await Rbac.RemoveWithinAsync(In("acme"), Cancellation);
        Expect.Sequence(current, await BindingsAsync(), "what goes is of the uid that goes");
    }

    public async Task OfANamespaceAddedAgainMeanwhileAreKept()
    {
        if (await AddTenantAsync() is null)
        {
            return;
        }

        RoleBinding binding = User("bob", BuiltInRoles.TenantViewer.Id, "acme/web");
        await BindAsync(binding);
        await Rbac.RemoveWithinAsync(In("acme/web"), Cancellation);
        Expect.Sequence([binding], await BindingsAsync(), "a binding that would be accepted now is to a namespace that is there");
    }

    public async Task NeverOutliveTheirRole()
    {
        for (int round = 0; round < 5; round++)
        {
            await RoleAsync("ops", "apps:read");
            await AtOnceAsync(5, async i =>
            {
                try
                {
                    _ = i == 0 ? await RemoveRoleAsync("ops") : await BindAsync(User($"user-{i}", "ops", "*"));
                }
                catch (ArgumentException)
                {
                    // The role went first.
                }
            });
            Expect.Sequence([], await BindingsAsync(), "no binding outlives its role");
        }
    }

    public async Task NeverOutliveTheirTenant()
    {
        if (Harness.Store is null)
        {
            return;
        }

        for (int round = 0; round < 5; round++)
        {
            Tenant tenant = (await AddTenantAsync())!;
            await AtOnceAsync(5, async i =>
            {
                try
                {
                    if (i > 0)
                    {
                        await BindAsync(User($"user-{i}", BuiltInRoles.TenantViewer.Id, "acme"));
                        return;
                    }

                    await RemoveTenantAsync(tenant);
                    await Second.RemoveWithinAsync(In("acme"), Cancellation);
                }
                catch (TenancyException e) when (e is TenantNotFoundException or TenantNotActiveException)
                {
                    // The tenant went first.
                }
            });
            Expect.Sequence([], await BindingsAsync(), "no binding outlives its tenant");
        }
    }
}
