namespace Hivemind.Tenancy.Testing;

/// <summary>The two questions of a provider.</summary>
internal sealed class QuestionCases : RbacProviderCases
{
    public async Task StrangersHoldNothing()
    {
        await GrantAsync("alice", "acme", "apps:read");
        Expect.True(!await MayAsync("bob", "apps:read", "acme"), "a stranger to hold nothing");
        Expect.Sequence([], await ScopesAsync("bob"));
        Expect.True(!(await Rbac.GetScopesAsync("bob", Cancellation)).IsGlobal, "a stranger not to be global");
    }

    public async Task AGrantReachesItsScopeAndWhatLiesWithin()
    {
        string[] scopes = ["*", "acme", "acme/web", "acme/web/api", "acme/db", "acme/web/job", "beta", "beta/beta-web", "beta/beta-web/api"];
        (string User, string Scope)[] grants = [("global", "*"), ("tenant", "acme"), ("namespace", "acme/web"), ("resource", "acme/web/api")];
        foreach ((string user, string scope) in grants)
        {
            await GrantAsync(user, scope, "apps:read");
        }

        foreach ((string user, string granted) in grants)
        {
            foreach (string asked in scopes)
            {
                Expect.Equal(In(granted).Includes(In(asked)), await MayAsync(user, "apps:read", asked), $"it is granted in {granted} and asked for in {asked}");
            }

            Expect.Sequence([granted], await ScopesAsync(user));
        }

        Expect.True((await Rbac.GetScopesAsync("global", Cancellation)).IsGlobal, "a Global grant to be global");
    }

    public async Task AGrantCoversItsPermissionAndWildcards()
    {
        string[] all = ["apps:read", "apps:deploy", "jobs:read", "jobs:stop", "apps:*", "*:read", "*:*"];
        foreach (string granted in all)
        {
            await GrantAsync($"user {granted}", "acme", granted);
        }

        foreach (string granted in all)
        {
            foreach (string asked in all)
            {
                bool covers = Permission.Parse(granted).Covers(Permission.Parse(asked));
                Expect.Equal(covers, await MayAsync($"user {granted}", asked, "acme"), $"{granted} {(covers ? "covers" : "does not cover")} {asked}");
            }
        }
    }

    public async Task GrantsAddUp()
    {
        await GrantAsync("alice", "acme/web", "apps:read", "apps:deploy");
        await GrantAsync("alice", "acme/db", "jobs:read");
        await GrantAsync("alice", "beta", "apps:stop");

        Expect.True(await MayAsync("alice", "apps:deploy", "acme/web"), "the first grant to count");
        Expect.True(await MayAsync("alice", "jobs:read", "acme/db/nightly"), "the second grant to count");
        Expect.True(await MayAsync("alice", "apps:stop", "beta"), "the third grant to count");
        Expect.True(!await MayAsync("alice", "jobs:read", "acme/web"), "a permission not to leave its scope");
        Expect.True(!await MayAsync("alice", "apps:read", "acme"), "a namespace not to speak for its tenant");
        Expect.Sequence(["acme/db", "acme/web", "beta"], await ScopesAsync("alice"));
        Expect.Sequence(["acme", "beta"], (await Rbac.GetScopesAsync("alice", Cancellation)).Tenants.Select(t => t.Id.Value));
    }

    public async Task UserIdsCompareOrdinally()
    {
        string[] users = [.. SpecialTexts.Lines, SpecialTexts.Emoji(TenancyLimits.UserIdLength)];
        for (int i = 0; i < users.Length; i++)
        {
            await GrantAsync(users[i], "acme", $"p-{i}:read");
        }

        for (int i = 0; i < users.Length; i++)
        {
            Expect.True(await MayAsync(users[i], $"p-{i}:read", "acme"), $"'{users[i]}' to hold what was granted");
            Expect.True(!await MayAsync(users[i], $"p-{(i + 1) % users.Length}:read", "acme"), $"'{users[i]}' not to hold what others were granted");
        }

        await GrantAsync("alice", "acme", "apps:read");
        foreach (string other in new[] { "Alice", "ALICE", "alic", "alicee", "al%", "_lice", "*" })
        {
            Expect.True(!await MayAsync(other, "apps:read", "acme"), $"'{other}' to be somebody else than 'alice'");
        }
    }

    public async Task NeverLooksAtTheAmbientContext()
    {
        await GrantAsync("alice", "acme", "apps:read");
        using (new TenantContext(Id("beta"), "mallory").Enter())
        {
            Expect.True(await MayAsync("alice", "apps:read", "acme"), "the answer to be the same in any context");
            Expect.Sequence(["acme"], await ScopesAsync("alice"));
        }
    }

    public async Task ManyAskAtOnce()
    {
        await GrantAsync("alice", "acme", "apps:read");
        await AtOnceAsync(32, async i =>
        {
            Expect.Equal(i % 2 == 0, await MayAsync(i % 2 == 0 ? "alice" : "bob", "apps:read", "acme/web"));
            Expect.Equal(i % 2 == 0 ? 1 : 0, (await ScopesAsync(i % 2 == 0 ? "alice" : "bob")).Count());
        });
    }

    public async Task ACancelledQuestionThrows()
    {
        await GrantAsync("alice", "acme", "apps:read");
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Expect.ThrowsAsync<OperationCanceledException>(async () => await Rbac.IsGrantedAsync("alice", Permission.Parse("apps:read"), In("acme"), cancelled.Token));
        await Expect.ThrowsAsync<OperationCanceledException>(async () => await Rbac.GetScopesAsync("alice", cancelled.Token));
    }

    public async Task AFailureIsNeverANo()
    {
        if (Harness.BreakAsync is null)
        {
            return;
        }

        await GrantAsync("alice", "acme", "apps:read");
        await Harness.BreakAsync(Cancellation);
        await Expect.ThrowsAsync<TenancyStoreException>(async () => await Rbac.IsGrantedAsync("alice", Permission.Parse("apps:read"), In("acme"), Cancellation));
        await Expect.ThrowsAsync<TenancyStoreException>(async () => await Rbac.GetScopesAsync("alice", Cancellation));
    }
}
