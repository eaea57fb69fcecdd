namespace Hivemind.Tenancy.Testing;

/// <summary>Bindings.</summary>
internal sealed partial class BindingCases : RbacCases
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

    public async Task AreMadeOnceThoughManyAsk()
    {
        await AddTenantAsync();
        IReadOnlyList<bool> made = await AtOnceAsync(16, async i => await (i % 2 == 0 ? Rbac : Second).AddBindingAsync(
            User("alice", BuiltInRoles.TenantViewer.Id, "acme"), Bound(User("alice", BuiltInRoles.TenantViewer.Id, "acme")), null, Cancellation) is { Event: not null });
        Expect.Equal(1, made.Count(m => m));
        Expect.Equal(1, (await BindingsAsync()).Count);
        Expect.Equal(2, (await LogAsync())?.Count ?? 2);
    }

    /// <summary>The same binding to a tenant that was there before.</summary>
    private static RoleBinding Former(RoleBinding binding) => new(binding.Subject, binding.Role, binding.Scope.WithUid(TenantUid.NewUid()));
}
