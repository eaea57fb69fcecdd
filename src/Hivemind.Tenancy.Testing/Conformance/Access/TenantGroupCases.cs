namespace Hivemind.Tenancy.Testing;

/// <summary>Groups that belong to one tenant.</summary>
internal sealed class TenantGroupCases : RbacCases
{
    private static readonly string Viewer = BuiltInRoles.TenantViewer.Id;
    private static readonly string Operator = BuiltInRoles.TenantOperator.Id;

    public async Task AreOthersThanThoseOfTheSameId()
    {
        await AddTenantAsync();
        await AddTenantAsync("beta");
        GroupReference[] groups = ["devs", OwnGroup("devs"), OwnGroup("devs", "beta")];
        string[] users = ["alice", "bob", "carol"];
        for (int i = 0; i < 3; i++)
        {
            Expect.NotNull(await JoinAsync(groups[i], users[i]));
            Expect.NotNull(await JoinAsync(groups[i], "dave"));
        }

        await BindAsync(Group(groups[1], Operator, "acme"));
        await BindAsync(Group(groups[0], Viewer, "acme"));
        for (int i = 0; i < 3; i++)
        {
            Expect.Sequence([users[i], "dave"], await Second.ListGroupMembersAsync(groups[i], Cancellation));
            Expect.Sequence([groups[i]], await Second.ListGroupsAsync(users[i], Cancellation));
            Expect.Equal(i == 1, await MayAsync(users[i], "apps:deploy", "acme"), "what is bound to a tenant's own group to reach its members alone");
            Expect.Equal(i < 2, await MayAsync(users[i], "apps:read", "acme"), "what is bound to the platform's group to reach its members alone");
        }

        Expect.Sequence(groups, await Second.ListGroupsAsync("dave", Cancellation), "the platform's first");
        Expect.NotNull(await LeaveAsync(groups[1], "dave"));
        Expect.Sequence([groups[0], groups[2]], await Second.ListGroupsAsync("dave", Cancellation));
        Expect.True(!await MayAsync("dave", "apps:deploy", "acme") && await MayAsync("dave", "apps:read", "acme"), "leaving one group to leave the others");
    }

    public async Task GrantToTheirMembersAtOnce()
    {
        await AddTenantAsync();
        await RoleAsync(Own("ops"), "apps:stop");
        await BindAsync(Group(OwnGroup("devs"), Own("ops"), "acme/web"));
        Expect.True(!await MayAsync("alice", "apps:stop", "acme/web"), "a group to grant nothing to others");
        await JoinAsync(OwnGroup("devs"), "alice");
        Expect.True(await MayAsync("alice", "apps:stop", "acme/web/api"), "a group to grant to its member");
        Expect.Sequence([In("acme/web")], (await Second.GetScopesAsync("alice", Cancellation)).Scopes);
        Expect.Sequence([Group(OwnGroup("devs"), Own("ops"), "acme/web")], await BindingsAsync(new RoleBindingQuery { Subject = RoleSubject.Group(OwnGroup("devs")) }));
        Expect.Sequence([], await BindingsAsync(new RoleBindingQuery { Subject = RoleSubject.Group("devs") }));
        await LeaveAsync(OwnGroup("devs"), "alice");
        Expect.True(!await MayAsync("alice", "apps:stop", "acme/web"), "who has left to hold nothing");
    }

    public async Task WritesReturnTheEventAndNullWhenNothingChanged()
    {
        await AddTenantAsync();
        TenancyEvent added = Expect.NotNull(await JoinAsync(OwnGroup("devs"), "alice"));
        Expect.Null(await JoinAsync(OwnGroup("devs"), "alice"));
        Expect.Null(await LeaveAsync("devs", "alice"), "the platform has no such group");
        TenancyEvent removed = Expect.NotNull(await LeaveAsync(OwnGroup("devs"), "alice"));
        Expect.Null(await LeaveAsync(OwnGroup("devs"), "alice"));
        if (await LogAsync() is { } log)
        {
            Expect.Sequence([added, removed], log.Skip(1));
        }
    }

    public async Task ListInOrdinalOrderAndTakeHostileIds()
    {
        await AddTenantAsync();
        await AddTenantAsync("beta");
        string[] ids = [.. SpecialTexts.Lines.Take(8), SpecialTexts.Emoji(TenancyLimits.UserIdLength), "tenant-group acme devs", $"{OwnGroup("devs")}"];
        GroupReference[] groups = [.. ids.SelectMany(id => new[] { OwnGroup(id, "beta"), id, OwnGroup(id) })];
        foreach (GroupReference group in groups)
        {
            await JoinAsync(group, "alice");
        }

        Expect.Sequence(groups.OrderBy(g => g.ToString(), StringComparer.Ordinal), await Second.ListGroupsAsync("alice", Cancellation));
        foreach (GroupReference group in groups)
        {
            Expect.Sequence(["alice"], await Second.ListGroupMembersAsync(group, Cancellation));
        }
    }

    public async Task NeedATenantThatIsThere()
    {
        if (Harness.Store is null)
        {
            return;
        }

        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await JoinAsync(OwnGroup("devs"), "alice"));
        await AddTenantAsync(with: t => t with { Status = TenantStatus.Pending });
        await AddTenantAsync("suspended", t => t with { Status = TenantStatus.Suspended });
        await AddTenantAsync("ending", t => t with { Status = TenantStatus.Terminating });
        Expect.NotNull(await JoinAsync(OwnGroup("devs"), "alice"));
        Expect.NotNull(await JoinAsync(OwnGroup("devs", "suspended"), "alice"));
        TenantNotActiveException refusal = await Expect.ThrowsAsync<TenantNotActiveException>(async () => await JoinAsync(OwnGroup("devs", "ending"), "alice"));
        Expect.Equal(TenantStatus.Terminating, refusal.Status);
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await JoinAsync(new GroupReference("devs", new TenantReference(Acme, TenantUid.NewUid())), "alice"));
        Expect.Sequence([OwnGroup("devs"), OwnGroup("devs", "suspended")], await Second.ListGroupsAsync("alice", Cancellation));
        Expect.Equal(5, (await LogAsync())!.Count, "a refusal is not recorded");
    }

    public async Task NeedAUid()
    {
        await AddTenantAsync();
        GroupReference anybodys = new("devs", Acme);
        await Expect.ThrowsAsync<ArgumentException>(async () => await JoinAsync(anybodys, "alice"), "a group is kept for one tenant, not for whoever holds its id");
        await JoinAsync(OwnGroup("devs"), "alice");
        Expect.Null(await LeaveAsync(anybodys, "alice"));
        Expect.Sequence([], await Second.ListGroupMembersAsync(anybodys, Cancellation));
        Expect.Sequence([OwnGroup("devs")], await Second.ListGroupsAsync("alice", Cancellation));
    }

    public async Task OfAFormerTenantMeanNothing()
    {
        Tenant? tenant = await AddTenantAsync();
        await JoinAsync(OwnGroup("devs"), "alice");
        await RemoveTenantAsync(tenant);
        Tenant again = NewTenant("acme") with { Uid = TenantUid.NewUid() };
        await AddTenantAsync(with: _ => again);
        GroupReference group = new("devs", again);
        await BindAsync(new RoleBinding(RoleSubject.Group(group), Viewer, PermissionScope.Tenant(again)));
        await JoinAsync(group, "bob");
        Expect.Sequence(["bob"], await Second.ListGroupMembersAsync(group, Cancellation));
        Expect.True(!await Second.IsGrantedAsync("alice", Permission.Parse("apps:read"), PermissionScope.Tenant(again), Cancellation), "a member of a former tenant's group to hold nothing in this one");
        Expect.True(!(await Second.GetScopesAsync("alice", Cancellation)).Reaches(again), "a member of a former tenant's group not to reach this one");
        Expect.NotNull(await LeaveAsync(OwnGroup("devs"), "alice"), "what is left of a former tenant can be taken away");
        Expect.True(await Second.IsGrantedAsync("bob", Permission.Parse("apps:read"), PermissionScope.Tenant(again), Cancellation), "this tenant's group to grant");
    }

    public async Task GoWithTheirTenant()
    {
        Tenant? tenant = await AddTenantAsync();
        await AddTenantAsync("beta");
        foreach (GroupReference group in new[] { "devs", OwnGroup("devs"), OwnGroup("others"), OwnGroup("devs", "beta") })
        {
            await JoinAsync(group, "alice");
        }

        await BindAsync(Group(OwnGroup("devs"), Viewer, "acme"));
        await BindAsync(Group("devs", Viewer, "beta"));
        await RemoveTenantAsync(tenant);
        await Rbac.RemoveWithinAsync(In("acme"), Cancellation);
        Expect.Sequence(["devs", OwnGroup("devs", "beta")], await Second.ListGroupsAsync("alice", Cancellation));
        Expect.Sequence([], await Second.ListGroupMembersAsync(OwnGroup("devs"), Cancellation));
        Expect.Sequence([Group("devs", Viewer, "beta")], await BindingsAsync());
        Expect.Sequence([In("beta")], (await Second.GetScopesAsync("alice", Cancellation)).Scopes);
    }
}
