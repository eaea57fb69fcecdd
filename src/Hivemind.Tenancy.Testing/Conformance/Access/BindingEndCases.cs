namespace Hivemind.Tenancy.Testing;

/// <summary>Bindings that end, by the store's time. They need <see cref="RbacHarness.Clock"/>.</summary>
internal sealed class BindingEndCases : RbacCases
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public async Task GrantNothingFromTheirEndOn()
    {
        if (Harness.Clock is not { } clock)
        {
            return;
        }

        await AddTenantAsync();
        RoleBinding lasting = User("alice", BuiltInRoles.TenantViewer.Id, "acme/web");
        RoleBinding[] ending = [Ending(User("alice", BuiltInRoles.TenantAdmin.Id, "acme"), Hour), Ending(Group("devs", BuiltInRoles.TenantAdmin.Id, "acme"), Hour), Ending(User("carol", BuiltInRoles.PlatformAdmin.Id, "*"), Hour)];
        await JoinAsync("devs", "bob");
        foreach (RoleBinding binding in ending.Append(lasting))
        {
            await BindAsync(binding);
        }

        clock.Advance(Hour - Instant);
        foreach (string user in new[] { "alice", "bob", "carol" })
        {
            Expect.True(await MayAsync(user, "apps:read", "acme"), $"what ends later to be granted to {user}");
            Expect.True((await Second.GetScopesAsync(user, Cancellation)).Reaches(NewTenant("acme")), $"what ends later to reach for {user}");
        }

        Expect.True((await BindingsAsync()).ToHashSet().SetEquals([lasting, .. ending]), "what ends later to be listed, with its end");
        clock.Advance(Instant);
        foreach (string user in new[] { "alice", "bob", "carol" })
        {
            Expect.True(!await MayAsync(user, "apps:read", "acme"), $"what has ended to be granted to {user} no more");
            Expect.True(!(await Second.GetGrantsAsync(user, Cancellation)).IsGranted(Permission.Parse("apps:read"), In("acme")), $"what has ended to be no grant of {user}");
        }

        Expect.True(await MayAsync("alice", "apps:read", "acme/web"), "what does not end to last");
        Expect.Sequence(["acme/web"], (await Second.GetScopesAsync("alice", Cancellation)).Scopes.Select(Plain));
        Expect.Sequence([], (await Second.GetScopesAsync("bob", Cancellation)).Scopes.Select(Plain));
        Expect.Sequence([lasting], await BindingsAsync());
        Expect.Sequence([lasting], await BindingsAsync(new RoleBindingQuery { Subject = RoleSubject.User("alice"), Tenant = Acme }));
        Expect.Sequence([], await BindingsAsync(new RoleBindingQuery { Subject = RoleSubject.Group("devs") }));
    }

    public async Task BindingAgainReplacesTheEnd()
    {
        if (Harness.Clock is not { } clock)
        {
            return;
        }

        await AddTenantAsync();
        RoleBinding forever = User("alice", BuiltInRoles.TenantViewer.Id, "acme");
        RoleBinding[] ends = [Ending(forever, Hour), Ending(forever, 3 * Hour), forever, Ending(forever, 2 * Hour)];
        List<TenancyEvent> bound = [];
        foreach (RoleBinding binding in ends)
        {
            bound.Add(Expect.NotNull(await BindAsync(binding), "another end is a change"));
            Expect.Null(await BindAsync(binding), "the same end is none");
            Expect.Sequence([binding], await BindingsAsync(), "of one subject, role and scope there is one binding");
        }

        if (await LogAsync() is { } log)
        {
            Expect.Sequence(ends, log.OfType<RoleBound>().Select(e => e.Binding), "events to say the end");
        }

        clock.Advance(Hour);
        Expect.True(await MayAsync("alice", "apps:read", "acme"), "a former end to mean nothing");
        clock.Advance(Hour);
        Expect.True(!await MayAsync("alice", "apps:read", "acme"), "the last end to count");
    }

    public async Task HaveTheirEndReplacedOnceThoughManyAsk()
    {
        if (Harness.Clock is null)
        {
            return;
        }

        await AddTenantAsync();
        RoleBinding forever = User("alice", BuiltInRoles.TenantViewer.Id, "acme");
        await BindAsync(forever);
        RoleBinding ending = Ending(forever, Hour);
        IReadOnlyList<bool> made = await AtOnceAsync(16, async i => await (i % 2 == 0 ? Rbac : Second).AddBindingAsync(ending, Bound(ending), null, Cancellation) is { Event: not null });
        Expect.Equal(1, made.Count(m => m));
        Expect.Sequence([ending], await BindingsAsync());
    }

    public async Task ThatHaveEndedAreGone()
    {
        if (Harness.Clock is not { } clock)
        {
            return;
        }

        await AddTenantAsync();
        RoleBinding binding = Ending(User("alice", BuiltInRoles.TenantViewer.Id, "acme"), Hour);
        RoleBinding other = Ending(User("bob", BuiltInRoles.TenantViewer.Id, "acme"), Hour);
        await BindAsync(binding);
        await BindAsync(other);
        clock.Advance(Hour);
        int events = (await LogAsync())?.Count ?? 0;
        Expect.Null(await UnbindAsync(binding), "what has ended cannot be unbound");
        Expect.Equal(events, (await LogAsync())?.Count ?? 0);
        RoleBinding again = Ending(binding, Hour);
        Expect.NotNull(await BindAsync(again), "what has ended can be bound again");
        Expect.True(await MayAsync("alice", "apps:read", "acme"), "what was bound again to be granted");
        Expect.Sequence([again], await BindingsAsync());
        RoleBinding forever = User("bob", BuiltInRoles.TenantViewer.Id, "acme");
        Expect.NotNull(await BindAsync(forever));
        Expect.Sequence([again, forever], await BindingsAsync());
        Expect.NotNull(await UnbindAsync(Ending(again, 5 * Hour)), "a binding is unbound whenever it ends");
        Expect.True(!await MayAsync("alice", "apps:read", "acme"), "what was unbound to be gone at once");
    }

    public async Task AreRefusedWhenTheyHaveEnded()
    {
        if (Harness.Clock is null)
        {
            return;
        }

        await AddTenantAsync();
        RoleBinding forever = User("alice", BuiltInRoles.TenantViewer.Id, "acme");
        await BindAsync(forever);
        int events = (await LogAsync())?.Count ?? 0;
        foreach (TimeSpan ago in new[] { TimeSpan.Zero, Instant, Hour })
        {
            await Expect.ThrowsAsync<ArgumentException>(async () => await BindAsync(Ending(forever, -ago)), "a binding that is made must last");
            await Expect.ThrowsAsync<ArgumentException>(async () => await BindAsync(Ending(User("bob", BuiltInRoles.TenantViewer.Id, "*"), -ago)), "a binding that is made must last");
        }

        Expect.Sequence([forever], await BindingsAsync());
        Expect.Equal(events, (await LogAsync())?.Count ?? 0, "a refusal is not recorded");
    }

    public async Task SayHowLongAnswersHold()
    {
        if (Harness.Clock is not { } clock)
        {
            return;
        }

        await AddTenantAsync();
        await JoinAsync("devs", "alice");
        Expect.Null(await EndsInAsync());
        await BindAsync(User("alice", BuiltInRoles.TenantViewer.Id, "acme"));
        Expect.Null(await EndsInAsync());
        await BindAsync(Ending(User("alice", BuiltInRoles.TenantAdmin.Id, "acme/web"), 3 * Hour));
        await BindAsync(Ending(Group("devs", BuiltInRoles.TenantAdmin.Id, "acme/db"), 2 * Hour));
        Expect.Equal(2 * Hour, await EndsInAsync(), "the first end counts");
        clock.Advance(Hour);
        Expect.Equal(Hour, await EndsInAsync(), "it counts from the question on");
        clock.Advance(Hour);
        Expect.Equal(Hour, await EndsInAsync(), "what has ended counts no more");
        UserGrants grants = await Second.GetGrantsAsync("alice", Cancellation);
        Expect.Sequence(["acme", "acme/web"], grants.Scopes.Scopes.Select(Plain).Order(StringComparer.Ordinal));
        Expect.True(grants.IsGranted(Permission.Parse("apps:delete"), In("acme/web/api")), "what is granted");
        Expect.True(!grants.IsGranted(Permission.Parse("apps:delete"), In("acme/db")), "nothing that has ended");
        clock.Advance(Hour);
        Expect.Null(await EndsInAsync());
    }

    private RoleBinding Ending(RoleBinding binding, TimeSpan length) => binding with { EndsAt = Harness.Clock!.GetUtcNow() + length };

    private async Task<TimeSpan?> EndsInAsync() => (await Second.GetGrantsAsync("alice", Cancellation)).EndsIn;
}
