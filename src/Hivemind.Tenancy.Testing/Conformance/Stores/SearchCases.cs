namespace Hivemind.Tenancy.Testing;

/// <summary>Searching tenants by text and labels.</summary>
internal sealed class SearchCases : StoreCases
{
    public async Task FindsTextInIdNameAndDescription()
    {
        await AddAsync(NewTenant("north-1") with { Name = "First", Description = "in the east" });
        await AddAsync(NewTenant("b") with { Name = "Up North", Description = null });
        await AddAsync(NewTenant("c") with { Name = "C", Description = "line one\nfar NORTH of it" });
        await AddAsync(NewTenant("d") with { Name = "D", OwnerId = "north", StatusReason = "north", Labels = new Dictionary<string, string> { ["north"] = "north" }, Namespaces = ["north"] });

        Expect.Sequence(["b", "c", "north-1"], await FoundAsync("north"));
        Expect.Sequence(["b", "c", "north-1"], await FoundAsync("NoRtH"));
        Expect.Sequence(["north-1"], await FoundAsync("TH-1"), "an id is found in any case, too");
        Expect.Sequence(["c"], await FoundAsync("one\nfar"));
        Expect.Sequence([], await FoundAsync("Firstin"), "a text does not run from one property into the next");
        Expect.Sequence([], await FoundAsync("south"));
    }

    public async Task TakesPatternCharactersForThemselves()
    {
        string[] texts = [.. SpecialTexts.Lookalikes, .. SpecialTexts.Lines, "%", "_", @"\", @"\\", @"\%", "%_", "'", "\"", "[a-z]", "*", "?", ".*", "a%b", "a_b", "axb", @"a\b"];
        for (int i = 0; i < texts.Length; i++)
        {
            await AddAsync(NewTenant($"t-{i:D2}") with { Name = $"{i:D2} {texts[i]}", Description = i % 2 == 0 ? texts[^(i + 1)] : null });
        }

        IReadOnlyList<Tenant> all = await Store.ListAsync(new TenantQuery(), Cancellation);
        foreach (string text in texts)
        {
            Expect.Sequence(Matching(all, text), await FoundAsync(text), $"'{text}' means itself");
        }
    }

    public async Task ComparesByToUpperInvariantInEveryScript()
    {
        int i = 0;
        foreach ((string one, string other) in SpecialTexts.NamePairs)
        {
            await AddAsync(NewTenant($"n-{i:D2}") with { Name = $"{i:D2} {one}" });
            await AddAsync(NewTenant($"d-{i++:D2}") with { Description = $"a {one} b\n{other}" });
        }

        IReadOnlyList<Tenant> all = await Store.ListAsync(new TenantQuery(), Cancellation);
        foreach (string text in SpecialTexts.NamePairs.SelectMany(p => new[] { p.One, p.Other }).Append("i").Append("I").Append("İ").Append("ı").Append("ß").Append("SS").Append("😀"))
        {
            Expect.Sequence(Matching(all, text), await FoundAsync(text), $"'{text}' is compared by ToUpperInvariant()");
        }
    }

    public async Task TakesOnlyTenantsWithEveryLabel()
    {
        await AddAsync(NewTenant("a") with { Labels = Labels(("env", "prod"), ("tier", "gold")) });
        await AddAsync(NewTenant("b") with { Labels = Labels(("env", "prod"), ("tier", "silver")) });
        await AddAsync(NewTenant("c") with { Labels = Labels(("env", "Prod"), ("prod", "env")) });
        await AddAsync(NewTenant("d"));

        Expect.Sequence(["a", "b"], await FoundAsync(("env", "prod")));
        Expect.Sequence(["a"], await FoundAsync(("tier", "gold"), ("env", "prod")));
        Expect.Sequence([], await FoundAsync(("env", "prod"), ("tier", "bronze")));
        Expect.Sequence([], await FoundAsync(("env", "pro")), "a part is not the whole");
        Expect.Sequence([], await FoundAsync(("nv", "prod")));
        Expect.Sequence([], await FoundAsync(("ENV", "prod")), "labels compare ordinally");
    }

    public async Task TellsHostileLabelsApart()
    {
        string[] texts = [":", ",", "\"", @"\", "%", "_", "{", "}", "':'", "\":\"", "\",\"", "a", "A", "ä", "Ä", "😀", "<b>", "'; --"];
        for (int i = 0; i < texts.Length; i++)
        {
            await AddAsync(NewTenant($"t-{i:D2}") with { Labels = Labels((texts[i], texts[^(i + 1)]), ("b" + texts[i], "c"), ("d", texts[i] + "e")) });
        }

        IReadOnlyList<Tenant> all = await Store.ListAsync(new TenantQuery(), Cancellation);
        foreach (string key in texts)
        {
            foreach (string value in texts)
            {
                TenantQuery query = new() { Labels = Labels((key, value)), Limit = 2 };
                IEnumerable<string> expected = all.Where(t => t.Labels.TryGetValue(key, out string? found) && found == value).Select(t => t.Id.Value);
                Expect.Sequence(expected, (await Store.ListAsync(query, Cancellation)).Select(t => t.Id.Value), $"'{key}' is '{value}'");
            }
        }
    }

    public async Task ComesInPagesWithEverythingElseThatIsAskedFor()
    {
        for (int i = 0; i < 24; i++)
        {
            await AddAsync(NewTenant($"t-{i:D2}") with
            {
                Description = i % 2 == 0 ? "Even" : "odd",
                Labels = Labels(("third", $"{i % 3}")),
                OwnerId = i % 4 < 2 ? "alice" : "bob",
                Status = i < 18 ? TenantStatus.Active : TenantStatus.Suspended,
            });
        }

        TenantQuery query = new() { Text = "even", Labels = Labels(("third", "0")), OwnerId = "alice", Status = TenantStatus.Active };
        Expect.Sequence(["t-00", "t-12"], await WalkAsync(query with { Limit = 1 }), "pages of one");
        for (int limit = 1; limit <= 13; limit++)
        {
            Expect.Sequence(Enumerable.Range(0, 12).Select(i => $"t-{2 * i:D2}"), await WalkAsync(new TenantQuery { Text = "EVEN", Limit = limit }), $"pages of {limit}");
        }

        Expect.Sequence(["t-12"], (await Store.ListAsync(query with { After = Id("t-00") }, Cancellation)).Select(t => t.Id.Value));
    }

    public async Task FollowsChanges()
    {
        Tenant tenant = await AddAsync(NewTenant() with { Description = "before", Labels = Labels(("a", "1")) });
        tenant = await ChangeAsync(tenant, t => t with { Name = "renamed", Description = "after", Labels = Labels(("a", "2")) });
        Expect.Sequence([], await FoundAsync("before"));
        Expect.Sequence(["acme"], await FoundAsync("AFTER"));
        Expect.Sequence(["acme"], await FoundAsync("Renamed"));
        Expect.Sequence([], await FoundAsync(("a", "1")));
        Expect.Sequence(["acme"], await FoundAsync(("a", "2")));
        await RemoveAsync(await ChangeAsync(tenant, t => t with { Description = null, Labels = Labels() }));
        Expect.Sequence([], await FoundAsync("acme"));
    }

    private static Dictionary<string, string> Labels(params (string Key, string Value)[] labels) => labels.ToDictionary(l => l.Key, l => l.Value);

    /// <summary>What the definition says, written out once more.</summary>
    private static IEnumerable<string> Matching(IReadOnlyList<Tenant> tenants, string text) => tenants
        .Where(t => new[] { t.Id.Value, t.Name, t.Description ?? string.Empty }.Any(p => p.ToUpperInvariant().Contains(text.ToUpperInvariant(), StringComparison.Ordinal)))
        .Select(t => t.Id.Value);

    private async Task<IEnumerable<string>> FoundAsync(string text) =>
        (await Second.ListAsync(new TenantQuery { Text = text }, Cancellation)).Select(t => t.Id.Value);

    private async Task<IEnumerable<string>> FoundAsync(params (string Key, string Value)[] labels) =>
        (await Second.ListAsync(new TenantQuery { Labels = Labels(labels) }, Cancellation)).Select(t => t.Id.Value);

    private async Task<IReadOnlyList<string>> WalkAsync(TenantQuery query)
    {
        List<string> ids = [];
        while (await Store.ListAsync(query, Cancellation) is { Count: > 0 } page)
        {
            Expect.True(page.Count <= query.Limit, $"at most {query.Limit} tenants in a page");
            ids.AddRange(page.Select(t => t.Id.Value));
            query = query with { After = page[^1].Id };
        }

        return ids;
    }
}
