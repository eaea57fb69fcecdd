namespace Hivemind.Tenancy.Testing;

/// <summary>Cancellation and failure of every verb that a provider has beside the two questions.</summary>
internal sealed class RbacFailureCases : RbacCases
{
    private static readonly RoleBinding Existing = User("alice", BuiltInRoles.TenantViewer.Id, "*");

    public async Task CancelledCallsThrowAndNothingHasHappened()
    {
        await SetUpAsync();
        string before = await StateAsync();
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        foreach ((string name, Func<IRbacAdministrator, CancellationToken, Task> call) in Verbs())
        {
            await Expect.ThrowsAsync<OperationCanceledException>(() => call(Rbac, cancelled.Token), "the token is cancelled already", name);
            Expect.Equal(before, await StateAsync(), $"a cancelled {name} leaves nothing half done", "everything stored");
        }
    }

    public async Task ABrokenProviderSaysSoInEveryVerb()
    {
        if (Harness.BreakAsync is null)
        {
            return;
        }

        await SetUpAsync();
        await Harness.BreakAsync(Cancellation);
        foreach ((string name, Func<IRbacAdministrator, CancellationToken, Task> call) in Verbs())
        {
            await Expect.ThrowsAsync<TenancyStoreException>(() => call(Rbac, Cancellation), "a failure is never an answer", name);
        }
    }

    private static (string Name, Func<IRbacAdministrator, CancellationToken, Task> Call)[] Verbs()
    {
        Role role = new("new", [Permission.Parse("apps:read")]);
        Role own = RoleOf(Own("new"), "apps:read");
        RoleBinding binding = User("bob", BuiltInRoles.TenantViewer.Id, "*");
        return
        [
            (nameof(Rbac.GetGrantsAsync), async (r, c) => await r.GetGrantsAsync("alice", c)),
            (nameof(Rbac.FindRoleAsync), async (r, c) => await r.FindRoleAsync("ops", c)),
            (nameof(Rbac.ListRolesAsync), async (r, c) => await r.ListRolesAsync(null, c)),
            (nameof(Rbac.SetRoleAsync), async (r, c) => await r.SetRoleAsync(role, new RoleChanged { OccurredAt = Now, Role = role }, c)),
            ("SetRoleAsync of a tenant's own", async (r, c) => await r.SetRoleAsync(own, new RoleChanged { OccurredAt = Now, Role = own }, c)),
            (nameof(Rbac.RemoveRoleAsync), async (r, c) => await r.RemoveRoleAsync("ops", new RoleRemoved { OccurredAt = Now, Role = "ops" }, c)),
            (nameof(Rbac.AddBindingAsync), async (r, c) => await r.AddBindingAsync(binding, Bound(binding), null, c)),
            (nameof(Rbac.RemoveBindingAsync), async (r, c) => await r.RemoveBindingAsync(Existing, new RoleUnbound { OccurredAt = Now, Binding = Existing }, c)),
            (nameof(Rbac.RemoveWithinAsync), async (r, c) => await r.RemoveWithinAsync(In("acme"), c)),
            (nameof(Rbac.ListBindingsAsync), async (r, c) => await r.ListBindingsAsync(new RoleBindingQuery(), c)),
            (nameof(Rbac.AddGroupMemberAsync), async (r, c) => await r.AddGroupMemberAsync("devs", "bob", new GroupMemberAdded { OccurredAt = Now, Group = "devs", UserId = "bob" }, c)),
            ("AddGroupMemberAsync of a tenant's own", async (r, c) => await r.AddGroupMemberAsync(OwnGroup("devs"), "bob", new GroupMemberAdded { OccurredAt = Now, Group = OwnGroup("devs"), UserId = "bob" }, c)),
            (nameof(Rbac.RemoveGroupMemberAsync), async (r, c) => await r.RemoveGroupMemberAsync("devs", "alice", new GroupMemberRemoved { OccurredAt = Now, Group = "devs", UserId = "alice" }, c)),
            (nameof(Rbac.ListGroupsAsync), async (r, c) => await r.ListGroupsAsync("alice", c)),
            (nameof(Rbac.ListGroupMembersAsync), async (r, c) => await r.ListGroupMembersAsync("devs", c)),
        ];
    }

    private async Task SetUpAsync()
    {
        await RoleAsync("ops", "apps:read");
        await BindAsync(Existing);
        await JoinAsync("devs", "alice");
    }

    private async Task<string> StateAsync() => string.Join(
        '\n',
        [
            .. (await Rbac.ListRolesAsync(null, Cancellation)).Select(r => r.Id),
            .. (await BindingsAsync()).Select(b => $"{b}"),
            .. await Rbac.ListGroupMembersAsync("devs", Cancellation),
            .. ((await LogAsync()) ?? []).Select(e => $"{e.Sequence}"),
        ]);
}
