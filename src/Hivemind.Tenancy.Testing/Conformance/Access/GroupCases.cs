namespace Hivemind.Tenancy.Testing;

/// <summary>Groups.</summary>
internal sealed class GroupCases : RbacCases
{
    public async Task GrantToTheirMembersAtOnce()
    {
        await AddTenantAsync();
        await BindAsync(Group("devs", BuiltInRoles.TenantViewer.Id, "acme"));
        Expect.True(!await MayAsync("alice", "apps:read", "acme"), "a group to grant nothing to others");
        await JoinAsync("devs", "alice");
        Expect.True(await MayAsync("alice", "apps:read", "acme/web"), "a group to grant to its member");
        Expect.Sequence([In("acme")], (await Second.GetScopesAsync("alice", Cancellation)).Scopes);
        await BindAsync(Group("devs", BuiltInRoles.TenantOperator.Id, "acme/web"));
        Expect.True(await MayAsync("alice", "apps:deploy", "acme/web"), "a later binding of the group to count");
        await LeaveAsync("devs", "alice");
        Expect.True(!await MayAsync("alice", "apps:read", "acme"), "who has left to hold nothing");
        Expect.Equal(0, (await Second.GetScopesAsync("alice", Cancellation)).Scopes.Count);
    }

    public async Task AreNotUsersOfTheSameName()
    {
        await BindAsync(Group("alice", BuiltInRoles.TenantViewer.Id, "*"));
        Expect.True(!await MayAsync("alice", "apps:read", "*"), "a user not to be the group of that name");
        await BindAsync(User("devs", BuiltInRoles.TenantViewer.Id, "*"));
        await JoinAsync("devs", "bob");
        Expect.True(!await MayAsync("bob", "apps:read", "*"), "a group not to be the user of that name");
    }

    public async Task DoNotNest()
    {
        await BindAsync(Group("outer", BuiltInRoles.TenantViewer.Id, "*"));
        await JoinAsync("outer", "inner");
        await JoinAsync("inner", "alice");
        Expect.True(!await MayAsync("alice", "apps:read", "*"), "a member that is called like a group to be a user");
    }

    public async Task WritesReturnTheEventAndNullWhenNothingChanged()
    {
        TenancyEvent added = Expect.NotNull(await JoinAsync("devs", "alice"));
        Expect.Null(await JoinAsync("devs", "alice"));
        TenancyEvent removed = Expect.NotNull(await LeaveAsync("devs", "alice"));
        Expect.Null(await LeaveAsync("devs", "alice"));
        Expect.Null(await LeaveAsync("never", "alice"));
        if (await LogAsync() is { } log)
        {
            Expect.Sequence([added, removed], log);
        }
    }

    public async Task ListInOrdinalOrderAndExistAsLongAsTheyHaveMembers()
    {
        string[] names = ["Zoo", "a-b", "aa", "devs", "Devs", "ä", "日本", .. SpecialTexts.Lines.Take(4)];
        foreach (string name in names)
        {
            await JoinAsync(name, "alice");
            await JoinAsync("all", name);
        }

        Expect.Sequence(Platforms(names.Order(StringComparer.Ordinal)), await Second.ListGroupsAsync("alice", Cancellation));
        Expect.Sequence(names.Order(StringComparer.Ordinal), await Second.ListGroupMembersAsync("all", Cancellation));
        Expect.Sequence([], await Rbac.ListGroupsAsync("Alice", Cancellation));
        Expect.Sequence([], await Rbac.ListGroupMembersAsync("ALL", Cancellation));
        await LeaveAsync("devs", "alice");
        Expect.Sequence([], await Rbac.ListGroupMembersAsync("devs", Cancellation));
        Expect.Sequence(["alice"], await Rbac.ListGroupMembersAsync("Devs", Cancellation));
    }

    public async Task TakeTheLongestIds()
    {
        string longest = SpecialTexts.Emoji(TenancyLimits.UserIdLength);
        await JoinAsync(longest, longest);
        Expect.Sequence(Platforms([longest]), await Second.ListGroupsAsync(longest, Cancellation));
        Expect.Sequence([longest], await Second.ListGroupMembersAsync(longest, Cancellation));
    }

    public async Task KeepEveryMemberThatManyAdd()
    {
        string[] users = [.. Enumerable.Range(0, 16).Select(i => $"user-{i:D2}")];
        await AtOnceAsync(32, async i => await (i % 2 == 0 ? Rbac : Second).AddGroupMemberAsync(
            "devs", users[i / 2], new GroupMemberAdded { OccurredAt = Now, Group = "devs", UserId = users[i / 2] }, Cancellation));
        Expect.Sequence(users, await Second.ListGroupMembersAsync("devs", Cancellation));
        Expect.Equal(16, (await LogAsync())?.Count ?? 16);
    }

    public async Task BindingsOutliveTheMembers()
    {
        await JoinAsync("devs", "alice");
        await BindAsync(Group("devs", BuiltInRoles.TenantViewer.Id, "*"));
        await LeaveAsync("devs", "alice");
        Expect.Equal(1, (await BindingsAsync()).Count);
        await JoinAsync("devs", "bob");
        Expect.True(await MayAsync("bob", "apps:read", "*"), "the group's binding to be there for the next member");
    }

    private static IEnumerable<GroupReference> Platforms(IEnumerable<string> ids) => ids.Select(id => new GroupReference(id));
}
