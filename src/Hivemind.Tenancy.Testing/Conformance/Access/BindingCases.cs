namespace Hivemind.Tenancy.Testing;

/// <summary>Bindings.</summary>
internal sealed class BindingCases : RbacCases
{
    public async Task WritesReturnTheEventAndNullWhenNothingChanged()
    {
        await AddTenantAsync();
        RoleBinding binding = User("alice", BuiltInRoles.TenantViewer.Id, "acme/web/api");
        TenancyEvent bound = Expect.NotNull(await BindAsync(binding));
        Expect.Null(await BindAsync(binding));
        Expect.Sequence([binding], await BindingsAsync());
        Expect.True(await MayAsync("alice", "apps:read", "acme/web/api"), "a binding to count at once");
        TenancyEvent unbound = Expect.NotNull(await UnbindAsync(binding));
        Expect.Null(await UnbindAsync(binding));
        Expect.True(!await MayAsync("alice", "apps:read", "acme/web/api"), "what was unbound to be gone at once");
        Expect.Sequence([], await BindingsAsync());
        Expect.Equal(binding, ((RoleBound)bound).Binding);
        if (await LogAsync() is { } log)
        {
            Expect.Sequence([bound, unbound], log.Skip(1), "a write is recorded in the same step");
            Expect.Sequence([bound, unbound], (await Harness.Store!.ReadEventsAsync(new EventQuery { Tenant = Acme, Limit = 10 }, Cancellation)).Events.Skip(1));
        }
        else
        {
            Expect.Equal(0, bound.Sequence, "a provider without a log returns the event as given");
        }
    }

    public async Task DifferBySubjectKindRoleAndScope()
    {
        await AddTenantAsync();
        RoleBinding[] bindings =
        [
            Group("x", BuiltInRoles.TenantViewer.Id, "acme"),
            User("x", BuiltInRoles.TenantViewer.Id, "acme"),
            User("x", BuiltInRoles.TenantOperator.Id, "acme"),
            User("x", BuiltInRoles.TenantViewer.Id, "acme/web"),
            User("x", BuiltInRoles.TenantViewer.Id, "*"),
        ];
        foreach (RoleBinding binding in bindings)
        {
            Expect.NotNull(await BindAsync(binding));
        }

        Expect.Equal(5, (await BindingsAsync()).Count);
        Expect.NotNull(await UnbindAsync(bindings[1]));
        Expect.True((await BindingsAsync()).ToHashSet().SetEquals(bindings.Where((_, i) => i != 1)), "the others to stay");
    }

    public async Task ComeOrderedByScopeRoleAndSubject()
    {
        await AddTenantAsync();
        await AddTenantAsync("acme-b");
        await RoleAsync("Ops", "apps:read");
        RoleBinding[] bindings =
        [
            .. from scope in new[] { "*", "acme", "acme-b", "acme/db", "acme/web", "acme/web/api", "acme-b/acme-b-web" }
               from role in new[] { "Ops", BuiltInRoles.TenantAdmin.Id, BuiltInRoles.TenantViewer.Id }
               from subject in new[] { RoleSubject.User("bob"), RoleSubject.Group("bob"), RoleSubject.User("Bob"), RoleSubject.User("a b"), RoleSubject.Group("zed") }
               select new RoleBinding(subject, role, In(scope)),
        ];
        foreach (RoleBinding binding in bindings.Reverse())
        {
            await BindAsync(binding);
        }

        RoleBinding[] ordered =
        [
            .. bindings.OrderBy(b => b.Scope.ToString(), StringComparer.Ordinal)
                .ThenBy(b => b.Role.ToString(), StringComparer.Ordinal)
                .ThenBy(b => b.Subject.ToString(), StringComparer.Ordinal),
        ];
        Expect.Sequence(ordered, await BindingsAsync());
        Expect.Sequence(ordered.Where(b => b.Scope.TenantId == Acme), await BindingsAsync(new RoleBindingQuery { Tenant = Acme }));
        foreach (RoleSubject subject in new[] { RoleSubject.User("bob"), RoleSubject.Group("bob"), RoleSubject.User("nobody") })
        {
            Expect.Sequence(ordered.Where(b => b.Subject == subject), await BindingsAsync(new RoleBindingQuery { Subject = subject }));
            Expect.Sequence(ordered.Where(b => b.Subject == subject && b.Scope.TenantId == Acme), await BindingsAsync(new RoleBindingQuery { Subject = subject, Tenant = Acme }));
        }
    }

    public async Task TakeHostileAndLongestIds()
    {
        string longest = SpecialTexts.Emoji(TenancyLimits.UserIdLength);
        await RoleAsync(longest, "apps:read");
        string[] ids = [.. SpecialTexts.Lines, longest];
        foreach (string id in ids)
        {
            await BindAsync(User(id, longest, "*"));
            Expect.Sequence([User(id, longest, "*")], await BindingsAsync(new RoleBindingQuery { Subject = RoleSubject.User(id) }));
        }

        Expect.Equal(ids.Length, (await BindingsAsync()).Count);
        foreach (string id in ids)
        {
            Expect.NotNull(await UnbindAsync(User(id, longest, "*")));
        }
    }

    public async Task NeedARoleThatExists()
    {
        await AddTenantAsync();
        await Expect.ThrowsAsync<ArgumentException>(async () => await BindAsync(User("alice", "never", "acme")));
        await Expect.ThrowsAsync<ArgumentException>(async () => await BindAsync(User("alice", "Tenant-Viewer", "acme")));
        Expect.Sequence([], await BindingsAsync());
        Expect.Equal(1, (await LogAsync())?.Count ?? 1);
    }

    public async Task NeedATenantThatIsThere()
    {
        if (Harness.Store is null)
        {
            return;
        }

        RoleBinding inTenant = User("alice", BuiltInRoles.TenantViewer.Id, "acme");
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await BindAsync(inTenant));
        await AddTenantAsync(with: t => t with { Status = TenantStatus.Pending });
        await BindAsync(inTenant);
        await AddTenantAsync("suspended", t => t with { Status = TenantStatus.Suspended });
        await BindAsync(User("alice", BuiltInRoles.TenantViewer.Id, "suspended"));
        await AddTenantAsync("ending", t => t with { Status = TenantStatus.Terminating });
        TenantNotActiveException refusal = await Expect.ThrowsAsync<TenantNotActiveException>(async () => await BindAsync(User("alice", BuiltInRoles.TenantViewer.Id, "ending")));

        Expect.Equal(TenantStatus.Terminating, refusal.Status);
        await Expect.ThrowsAsync<ArgumentException>(async () => await BindAsync(User("alice", BuiltInRoles.TenantViewer.Id, "acme/lab")), "the tenant has no such namespace");
        await Expect.ThrowsAsync<ArgumentException>(async () => await BindAsync(User("alice", BuiltInRoles.TenantViewer.Id, "acme/lab/api")), "the tenant has no such namespace");
        await Expect.ThrowsAsync<ArgumentException>(async () => await BindAsync(User("alice", BuiltInRoles.TenantViewer.Id, "acme/suspended-web")), "the namespace is another tenant's");
        Expect.Equal(2, (await BindingsAsync()).Count);
        Expect.Equal(5, (await LogAsync())!.Count, "a refusal is not recorded");
    }

    public async Task AskedForInAFormerTenantAreNotMadeInThisOne()
    {
        await AddTenantAsync();
        RoleBinding binding = User("alice", BuiltInRoles.TenantViewer.Id, "acme");
        RoleBinding former = Former(binding);
        if (Harness.Store is not null)
        {
            await Expect.ThrowsAsync<TenantNotFoundException>(async () => await BindAsync(former));
            Expect.Sequence([], await BindingsAsync());
        }

        Expect.NotNull(await BindAsync(binding));
    }

    public async Task NeedAUid()
    {
        await AddTenantAsync();
        foreach (string scope in new[] { "acme", "acme/web", "acme/web/api" })
        {
            PermissionScope anybody = PermissionScope.Parse(scope);
            RoleBinding binding = new(RoleSubject.User("alice"), BuiltInRoles.TenantViewer.Id, anybody);
            await Expect.ThrowsAsync<ArgumentException>(async () => await BindAsync(binding), "a binding is kept for one tenant, not for whoever holds its id");
            Expect.Null(await UnbindAsync(binding));
            await Expect.ThrowsAsync<ArgumentException>(async () => await Rbac.RemoveWithinAsync(anybody, Cancellation), "bindings go with one tenant");
            await BindAsync(User("bob", BuiltInRoles.TenantViewer.Id, scope));
            Expect.True(!await Second.IsGrantedAsync("bob", Permission.Parse("apps:read"), anybody, Cancellation), "a question without a uid to find nothing");
        }

        await Expect.ThrowsAsync<ArgumentException>(async () => await Rbac.RemoveWithinAsync(PermissionScope.Global, Cancellation), "the platform does not go");
        Expect.Equal(3, (await BindingsAsync()).Count);
    }

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

    public async Task AreMadeOnceThoughManyAsk()
    {
        await AddTenantAsync();
        IReadOnlyList<bool> made = await AtOnceAsync(16, async i => await (i % 2 == 0 ? Rbac : Second).AddBindingAsync(
            User("alice", BuiltInRoles.TenantViewer.Id, "acme"), Bound(User("alice", BuiltInRoles.TenantViewer.Id, "acme")), null, Cancellation) is { Event: not null });
        Expect.Equal(1, made.Count(m => m));
        Expect.Equal(1, (await BindingsAsync()).Count);
        Expect.Equal(2, (await LogAsync())?.Count ?? 2);
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

    /// <summary>The same binding to a tenant that was there before.</summary>
    private static RoleBinding Former(RoleBinding binding) => new(binding.Subject, binding.Role, binding.Scope.WithUid(TenantUid.NewUid()));
}
