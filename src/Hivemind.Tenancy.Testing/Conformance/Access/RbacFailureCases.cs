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
        RoleBinding binding = User("bob", BuiltInRoles.TenantViewer.Id, "*");
        return
        [
            (nameof(Rbac.GetGrantsAsync), async (r, c) => await r.GetGrantsAsync("alice", c)),
            (nameof(Rbac.FindRoleAsync), async (r, c) => await r.FindRoleAsync("ops", c)),
            (nameof(Rbac.ListRolesAsync), async (r, c) => await r.ListRolesAsync(c)),
            (nameof(Rbac.SetRoleAsync), async (r, c) => await r.SetRoleAsync(role, new RoleChanged { OccurredAt = Now, Role = role }, c)),
            (nameof(Rbac.RemoveRoleAsync), async (r, c) => await r.RemoveRoleAsync("ops", new RoleRemoved { OccurredAt = Now, RoleId = "ops" }, c)),
            (nameof(Rbac.AddBindingAsync), async (r, c) => await r.AddBindingAsync(binding, Bound(binding), null, c)),
            (nameof(Rbac.RemoveBindingAsync), async (r, c) => await r.RemoveBindingAsync(Existing, new RoleUnbound { OccurredAt = Now, Binding = Existing }, c)),
            (nameof(Rbac.RemoveBindingsAsync), async (r, c) => await r.RemoveBindingsAsync(In("acme"), c)),
            (nameof(Rbac.ListBindingsAsync), async (r, c) => await r.ListBindingsAsync(new RoleBindingQuery(), c)),
            (nameof(Rbac.AddGroupMemberAsync), async (r, c) => await r.AddGroupMemberAsync("devs", "bob", new GroupMemberAdded { OccurredAt = Now, GroupId = "devs", UserId = "bob" }, c)),
            (nameof(Rbac.RemoveGroupMemberAsync), async (r, c) => await r.RemoveGroupMemberAsync("devs", "alice", new GroupMemberRemoved { OccurredAt = Now, GroupId = "devs", UserId = "alice" }, c)),
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
            .. (await Rbac.ListRolesAsync(Cancellation)).Select(r => r.Id),
            .. (await BindingsAsync()).Select(b => $"{b}"),
            .. await Rbac.ListGroupMembersAsync("devs", Cancellation),
            .. ((await LogAsync()) ?? []).Select(e => $"{e.Sequence}"),
        ]);
}
