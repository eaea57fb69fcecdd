namespace Hivemind.Tenancy.Testing;

/// <summary>Roles that belong to one tenant.</summary>
internal sealed class TenantRoleCases : RbacCases
{
    private static readonly string Viewer = BuiltInRoles.TenantViewer.Id;

    public async Task AreOthersThanThoseOfTheSameId()
    {
        await AddTenantAsync();
        await AddTenantAsync("beta");
        Role[] roles = [RoleOf("ops", "apps:read"), RoleOf(Own("ops"), "apps:stop"), RoleOf(Own("ops", "beta"), "apps:scale"), RoleOf(Own("aa"), "apps:read"), RoleOf(Own("Zoo"), "apps:read")];
        foreach (Role role in roles)
        {
            Expect.NotNull(await RoleAsync(role, [.. role.Permissions.Select(p => p.ToString())]));
            Expect.Equal(role, await Second.FindRoleAsync(role, Cancellation));
        }

        Expect.Null(await Second.FindRoleAsync("aa", Cancellation), "a tenant's own role to be no role of the platform");
        Expect.Null(await Second.FindRoleAsync(Own("aa", "beta"), Cancellation), "a tenant's own role to be no role of another");
        Expect.Sequence([roles[4], roles[3], roles[1]], await Second.ListRolesAsync(Own("ops").Tenant, Cancellation), "a tenant's own roles in ordinal order, and no built-in ones");
        Expect.Sequence([roles[2]], await Second.ListRolesAsync(Own("ops", "beta").Tenant, Cancellation));
        Expect.Sequence(BuiltInRoles.All.Append(roles[0]).OrderBy(r => r.Id, StringComparer.Ordinal), await Second.ListRolesAsync(null, Cancellation), "the platform's roles alone");
    }

    public async Task GrantWhatTheirOwnersDefined()
    {
        await AddTenantAsync();
        await AddTenantAsync("beta");
        await RoleAsync("ops", "apps:read");
        await RoleAsync(Own("ops"), "apps:stop");
        await RoleAsync(Own("ops", "beta"), "apps:scale");
        await BindAsync(User("alice", Own("ops"), "acme/web"));
        await BindAsync(User("alice", Own("ops", "beta"), "beta"));
        await BindAsync(User("bob", "ops", "acme"));
        Expect.True(await MayAsync("alice", "apps:stop", "acme/web/api"), "the tenant's own role to grant");
        Expect.True(!await MayAsync("alice", "apps:read", "acme/web"), "the platform's role of that id to grant nothing through it");
        Expect.True(!await MayAsync("alice", "apps:scale", "acme/web"), "another tenant's role of that id to grant nothing through it");
        Expect.True(await MayAsync("alice", "apps:scale", "beta"), "the other tenant's own role to grant there");
        Expect.True(await MayAsync("bob", "apps:read", "acme") && !await MayAsync("bob", "apps:stop", "acme"), "the platform's role to be what the platform defined");
        Expect.Sequence(["acme/web", "beta"], (await Second.GetScopesAsync("alice", Cancellation)).Scopes.Select(Plain).Order(StringComparer.Ordinal));
        await RoleAsync(Own("ops"), "apps:deploy");
        Expect.True(await MayAsync("alice", "apps:deploy", "acme/web") && !await MayAsync("alice", "apps:stop", "acme/web"), "a change to count at once");
        Expect.True(await MayAsync("bob", "apps:read", "acme"), "a change of a tenant's own role to leave the platform's");
    }

    public async Task AreBoundBesideThoseOfTheSameId()
    {
        await AddTenantAsync();
        await RoleAsync("ops", "apps:read");
        await RoleAsync(Own("ops"), "apps:read", "apps:stop");
        RoleBinding[] bindings = [User("alice", "ops", "acme"), User("alice", Own("ops"), "acme"), Group(OwnGroup("devs"), Own("ops"), "acme/web"), Group("devs", Own("ops"), "acme/web")];
        foreach (RoleBinding binding in bindings)
        {
            Expect.NotNull(await BindAsync(binding));
            Expect.Null(await BindAsync(binding));
        }

        Expect.Sequence([bindings[0], bindings[1], bindings[3], bindings[2]], await BindingsAsync(), "the platform's first");
        Expect.NotNull(await UnbindAsync(bindings[0]));
        Expect.True(await MayAsync("alice", "apps:stop", "acme"), "unbinding the platform's role to leave the tenant's own");
        Expect.Sequence([bindings[1]], await BindingsAsync(new RoleBindingQuery { Subject = RoleSubject.User("alice") }));
        Expect.NotNull(await BindAsync(bindings[0]));
        Expect.NotNull(await UnbindAsync(bindings[1]));
        Expect.True(await MayAsync("alice", "apps:read", "acme") && !await MayAsync("alice", "apps:stop", "acme"), "unbinding the tenant's own role to leave the platform's");
    }

    public async Task WritesReturnTheEventAndNullWhenNothingChanged()
    {
        await AddTenantAsync();
        TenancyEvent set = Expect.NotNull(await RoleAsync(Own("ops"), "apps:read"));
        Expect.Null(await RoleAsync(Own("ops"), "apps:read"));
        Expect.Null(await RemoveRoleAsync("ops"), "the platform has none of that id");
        TenancyEvent removed = Expect.NotNull(await RemoveRoleAsync(Own("ops")));
        Expect.Null(await RemoveRoleAsync(Own("ops")));
        Expect.Null(await Second.FindRoleAsync(Own("ops"), Cancellation));
        if (await LogAsync() is { } log)
        {
            Expect.Sequence([set, removed], log.Skip(1));
        }
    }

    public async Task TakeHostileAndLongestIds()
    {
        await AddTenantAsync();
        string[] ids = [.. SpecialTexts.Lines, SpecialTexts.Emoji(TenancyLimits.UserIdLength), "tenant-role acme ops", $"{Own("ops")}"];
        foreach (string id in ids)
        {
            await RoleAsync(Own(id), "apps:read");
            await BindAsync(User("alice", Own(id), "acme"));
        }

        Expect.Sequence(ids.Order(StringComparer.Ordinal), (await Second.ListRolesAsync(Own("x").Tenant, Cancellation)).Select(r => r.Id));
        Expect.Sequence(ids.Order(StringComparer.Ordinal), (await BindingsAsync()).Select(b => b.Role.Id));
        foreach (string id in ids)
        {
            Expect.NotNull(await UnbindAsync(User("alice", Own(id), "acme")));
        }
    }

    public async Task HaveNoBuiltInIds()
    {
        await AddTenantAsync();
        foreach (Role role in BuiltInRoles.All)
        {
            await Expect.ThrowsAsync<ArgumentException>(async () => await RoleAsync(Own(role.Id), "apps:read"), "built-in ids are the platform's");
            Expect.Null(await RemoveRoleAsync(Own(role.Id)), "there is none");
            Expect.Null(await Second.FindRoleAsync(Own(role.Id), Cancellation), "a built-in role to be no tenant's own");
            await Expect.ThrowsAsync<ArgumentException>(async () => await BindAsync(User("alice", Own(role.Id), "acme")), "there is no such role");
        }

        Expect.Sequence([], await Second.ListRolesAsync(Own("x").Tenant, Cancellation));
        Expect.Equal(1, (await LogAsync())?.Count ?? 1);
    }

    public async Task NeedATenantThatIsThere()
    {
        if (Harness.Store is null)
        {
            return;
        }

        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await RoleAsync(Own("ops"), "apps:read"));
        await AddTenantAsync(with: t => t with { Status = TenantStatus.Pending });
        await AddTenantAsync("suspended", t => t with { Status = TenantStatus.Suspended });
        await AddTenantAsync("ending", t => t with { Status = TenantStatus.Terminating });
        Expect.NotNull(await RoleAsync(Own("ops"), "apps:read"));
        Expect.NotNull(await RoleAsync(Own("ops", "suspended"), "apps:read"));
        TenantNotActiveException refusal = await Expect.ThrowsAsync<TenantNotActiveException>(async () => await RoleAsync(Own("ops", "ending"), "apps:read"));
        Expect.Equal(TenantStatus.Terminating, refusal.Status);
        RoleReference former = new("ops", new TenantReference(Acme, TenantUid.NewUid()));
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await RoleAsync(former, "apps:read"));
        Expect.Null(await Second.FindRoleAsync(former, Cancellation));
        Expect.Sequence([], await Second.ListRolesAsync(Own("ops", "ending").Tenant, Cancellation));
        Expect.Equal(5, (await LogAsync())!.Count, "a refusal is not recorded");
    }

    public async Task NeedAUid()
    {
        await AddTenantAsync();
        RoleReference anybodys = new("ops", Acme);
        await Expect.ThrowsAsync<ArgumentException>(async () => await RoleAsync(anybodys, "apps:read"), "a role is kept for one tenant, not for whoever holds its id");
        await RoleAsync(Own("ops"), "apps:read");
        Expect.Null(await Second.FindRoleAsync(anybodys, Cancellation));
        Expect.Null(await RemoveRoleAsync(anybodys));
        Expect.Sequence([], await Second.ListRolesAsync(Acme, Cancellation));
        Expect.NotNull(await Second.FindRoleAsync(Own("ops"), Cancellation));
    }

    public async Task ARemovalTakesItsOwnBindingsAlone()
    {
        await AddTenantAsync();
        await AddTenantAsync("beta");
        foreach (RoleReference role in new[] { "ops", Own("ops"), Own("ops", "beta"), Own("other") })
        {
            await RoleAsync(role, "apps:read");
        }

        RoleBinding[] kept = [User("alice", "ops", "acme"), User("alice", Own("other"), "acme/web"), Group("devs", Own("ops", "beta"), "beta")];
        foreach (RoleBinding binding in kept.Append(User("bob", Own("ops"), "acme")).Append(Group(OwnGroup("devs"), Own("ops"), "acme/web/api")))
        {
            await BindAsync(binding);
        }

        Expect.NotNull(await RemoveRoleAsync(Own("ops")));
        Expect.Sequence(kept, await BindingsAsync());
        Expect.True(!await MayAsync("bob", "apps:read", "acme"), "a removed role to grant nothing");
        Expect.NotNull(await RemoveRoleAsync("ops"));
        Expect.Sequence(kept[1..], await BindingsAsync(), "removing the platform's role to leave tenants' own");
        Expect.NotNull(await Second.FindRoleAsync(Own("ops", "beta"), Cancellation));
    }

    public async Task OfAFormerTenantMeanNothing()
    {
        Tenant? tenant = await AddTenantAsync();
        await RoleAsync(Own("ops"), "apps:read");
        await BindAsync(User("alice", Own("ops"), "acme"));
        await RemoveTenantAsync(tenant);
        Tenant again = NewTenant("acme") with { Uid = TenantUid.NewUid() };
        await AddTenantAsync(with: _ => again);
        RoleReference role = new("ops", again);
        RoleBinding binding = new(RoleSubject.User("bob"), role, PermissionScope.Tenant(again));
        Expect.Null(await Second.FindRoleAsync(role, Cancellation));
        Expect.Sequence([], await Second.ListRolesAsync(again, Cancellation));
        await Expect.ThrowsAsync<ArgumentException>(async () => await BindAsync(binding), "a former tenant's role to be none of this one");
        Expect.True(!await Second.IsGrantedAsync("alice", Permission.Parse("apps:read"), PermissionScope.Tenant(again), Cancellation), "a former tenant's role to grant nothing in this one");
        await RoleAsync(role, "apps:stop");
        await BindAsync(binding);
        Expect.True(!await Second.IsGrantedAsync("alice", Permission.Parse("apps:stop"), PermissionScope.Tenant(again), Cancellation), "a role of that id made again to be bound to nobody");
        Expect.NotNull(await RemoveRoleAsync(Own("ops")), "what is left of a former tenant can be taken away");
        Expect.Equal(RoleOf(role, "apps:stop"), await Second.FindRoleAsync(role, Cancellation));
        Expect.Sequence([binding], await BindingsAsync());
    }

    public async Task GoWithTheirTenant()
    {
        Tenant? tenant = await AddTenantAsync();
        await AddTenantAsync("beta");
        foreach (RoleReference role in new[] { "ops", Own("ops"), Own("other"), Own("ops", "beta") })
        {
            await RoleAsync(role, "apps:read");
        }

        RoleBinding kept = User("alice", Own("ops", "beta"), "beta");
        foreach (RoleBinding binding in new[] { kept, User("alice", Own("ops"), "acme"), Group(OwnGroup("devs"), Own("other"), "acme/web"), User("bob", Viewer, "acme") })
        {
            await BindAsync(binding);
        }

        await RemoveTenantAsync(tenant);
        int events = (await LogAsync())?.Count ?? 0;
        await Rbac.RemoveWithinAsync(In("acme"), Cancellation);
        Expect.Sequence([], await Second.ListRolesAsync(Own("ops").Tenant, Cancellation));
        Expect.Null(await Second.FindRoleAsync(Own("ops"), Cancellation));
        Expect.Sequence([kept], await BindingsAsync());
        Expect.NotNull(await Second.FindRoleAsync("ops", Cancellation), "the platform's role to stay");
        Expect.NotNull(await Second.FindRoleAsync(Own("ops", "beta"), Cancellation), "another tenant's role to stay");
        Expect.Equal(events, (await LogAsync())?.Count ?? 0, "the change that causes it is an event already");
    }

    public async Task OfATenantThatStaysAreKept()
    {
        if (await AddTenantAsync() is not { } tenant)
        {
            return;
        }

        await RoleAsync(Own("ops"), "apps:read");
        await JoinAsync(OwnGroup("devs"), "alice");
        RoleBinding binding = Group(OwnGroup("devs"), Own("ops"), "acme/web");
        await BindAsync(binding);
        await Rbac.RemoveWithinAsync(In("acme"), Cancellation);
        await Rbac.RemoveWithinAsync(In("acme/web"), Cancellation);
        await Rbac.RemoveWithinAsync(In("acme").WithUid(TenantUid.NewUid()), Cancellation);
        Expect.Sequence([binding], await BindingsAsync());
        Expect.True(await MayAsync("alice", "apps:read", "acme/web"), "what a living tenant owns to stay");
        Tenant next = tenant with { Namespaces = ["db"], Version = 2 };
        await Harness.Store!.UpdateAsync(next, 1, onlyIfIdle: false, new TenantUpdated { OccurredAt = Now, TenantId = Acme, TenantUid = tenant.Uid, Before = tenant, After = next }, Cancellation);
        await Rbac.RemoveWithinAsync(In("acme/web"), Cancellation);
        Expect.Sequence([], await BindingsAsync());
        Expect.NotNull(await Second.FindRoleAsync(Own("ops"), Cancellation), "a role to outlive a namespace that it was bound in");
        Expect.Sequence(["alice"], await Second.ListGroupMembersAsync(OwnGroup("devs"), Cancellation));
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
                        await RoleAsync(Own($"role-{i}"), "apps:read");
                        await BindAsync(User("alice", Own($"role-{i}"), "acme"));
                        await JoinAsync(OwnGroup($"group-{i}"), "alice");
                        return;
                    }

                    await RemoveTenantAsync(tenant);
                    await Second.RemoveWithinAsync(In("acme"), Cancellation);
                }
                catch (TenancyException e) when (e is TenantNotFoundException or TenantNotActiveException)
                {
                    // The tenant went first.
                }
                catch (ArgumentException)
                {
                    // The role did.
                }
            });
            Expect.Sequence([], await Second.ListRolesAsync(Own("x").Tenant, Cancellation), "no role outlives its tenant");
            Expect.Sequence([], await Second.ListGroupsAsync("alice", Cancellation), "no group outlives its tenant");
            Expect.Sequence([], await BindingsAsync(), "no binding outlives its tenant");
        }
    }
}
