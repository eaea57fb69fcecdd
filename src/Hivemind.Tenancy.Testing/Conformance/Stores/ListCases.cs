namespace Hivemind.Tenancy.Testing;

/// <summary>Listing tenants.</summary>
internal sealed class ListCases : StoreCases
{
    /// <summary>In ordinal order, which is not that of any language: there '-' is skipped, or digits come last.</summary>
    private static readonly string[] Ordered = ["0", "0-a", "00", "1", "10", "2", "a", "a--b", "a-0", "a-b", "a0", "aa", "ab", "b", "z", "z-z", "zz"];

    public async Task ComesInOrdinalOrderOfIds()
    {
        foreach (string id in Ordered.Reverse())
        {
            await AddAsync(id);
        }

        Expect.Sequence(Ordered, Ids(await Store.ListAsync(new TenantQuery(), Cancellation)));
        Expect.Sequence(Ordered, Ids(await Second.ListAsync(new TenantQuery { OwnerId = "alice" }, Cancellation)));
    }

    public async Task PagesBeginAfterTheGivenIdAndEndAtTheLimit()
    {
        foreach (string id in Ordered)
        {
            await AddAsync(id);
        }

        for (int limit = 1; limit <= Ordered.Length + 1; limit++)
        {
            Expect.Sequence(Ordered, await WalkAsync(new TenantQuery { Limit = limit }), $"pages of {limit} make up the whole");
        }

        Expect.Sequence(["a0", "aa"], Ids(await Store.ListAsync(new TenantQuery { After = Id("a-b"), Limit = 2 }, Cancellation)));
        Expect.Sequence(["b"], Ids(await Store.ListAsync(new TenantQuery { After = Id("abc"), Limit = 1 }, Cancellation)), "an id that does not exist has its place, too");
        Expect.Sequence([], Ids(await Store.ListAsync(new TenantQuery { After = Id("zz") }, Cancellation)));
    }

    public async Task PageHoldsTenantsWholeAndAHundredUnlessSet()
    {
        List<Tenant> tenants = [];
        for (int i = 0; i < 101; i++)
        {
            tenants.Add(await AddAsync(NewTenant($"t-{i:D3}") with { Namespaces = [$"n-{i}"], Description = $"number {i}" }));
        }

        Expect.Sequence(tenants.Take(100), await Store.ListAsync(new TenantQuery(), Cancellation));
    }

    public async Task TakesOnlyTheStatusAskedFor()
    {
        TenantStatus[] statuses = Enum.GetValues<TenantStatus>();
        for (int i = 0; i < 12; i++)
        {
            await AddAsync($"t-{i:D2}", status: statuses[i % 4]);
        }

        foreach (TenantStatus status in statuses)
        {
            string[] expected = [.. Enumerable.Range(0, 12).Where(i => statuses[i % 4] == status).Select(i => $"t-{i:D2}")];
            Expect.Sequence(expected, Ids(await Store.ListAsync(new TenantQuery { Status = status }, Cancellation)));
            Expect.Sequence(expected, await WalkAsync(new TenantQuery { Status = status, Limit = 1 }), "the limit counts what is returned");
        }
    }

    public async Task TakesOnlyTheOwnerAskedFor()
    {
        await AddAsync(NewTenant("a") with { OwnerId = "bob" });
        await AddAsync(NewTenant("b") with { OwnerId = "Bob" });
        await AddAsync(NewTenant("c") with { OwnerId = "bo%" });
        await AddAsync(NewTenant("d") with { OwnerId = "bob", Status = TenantStatus.Suspended });
        await AddAsync(NewTenant("e") with { OwnerId = "bob" });

        Expect.Sequence(["a", "d", "e"], Ids(await Store.ListAsync(new TenantQuery { OwnerId = "bob" }, Cancellation)));
        Expect.Sequence(["b"], Ids(await Store.ListAsync(new TenantQuery { OwnerId = "Bob" }, Cancellation)), "user ids compare ordinally");
        Expect.Sequence(["c"], Ids(await Store.ListAsync(new TenantQuery { OwnerId = "bo%" }, Cancellation)));
        Expect.Sequence([], Ids(await Store.ListAsync(new TenantQuery { OwnerId = "nobody" }, Cancellation)));
        Expect.Sequence(["e"], Ids(await Store.ListAsync(new TenantQuery { OwnerId = "bob", Status = TenantStatus.Active, After = Id("a") }, Cancellation)));
        Expect.Sequence(["d"], Ids(await Store.ListAsync(new TenantQuery { OwnerId = "bob", After = Id("a"), Limit = 1 }, Cancellation)));
    }

    public async Task FollowsChangesOfOwnerAndStatusAndRemovals()
    {
        Tenant a = await AddAsync("a");
        Tenant b = await AddAsync("b");
        await ChangeAsync(a, t => t with { OwnerId = "carol", Status = TenantStatus.Suspended });
        await RemoveAsync(b);

        Expect.Sequence(["a"], Ids(await Second.ListAsync(new TenantQuery(), Cancellation)));
        Expect.Sequence(["a"], Ids(await Store.ListAsync(new TenantQuery { OwnerId = "carol" }, Cancellation)));
        Expect.Sequence([], Ids(await Store.ListAsync(new TenantQuery { OwnerId = "alice" }, Cancellation)));
        Expect.Sequence([], Ids(await Store.ListAsync(new TenantQuery { Status = TenantStatus.Active }, Cancellation)));
    }

    public async Task HoldsTenThousandTenants()
    {
        int count = Harness.ManyTenants;
        string[] ids = [.. Enumerable.Range(0, count).Select(i => $"t-{i:D5}")];
        int next = -1;
        await AtOnceAsync(8, async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                Tenant tenant = NewTenant(ids[i]) with { Name = $"Tenant {i}", OwnerId = $"owner-{i % 100}", Namespaces = [$"n-{i}"] };
                await Store.AddAsync(tenant, Created(tenant), null, Cancellation);
            }
        });

        Expect.Sequence(ids, await WalkAsync(new TenantQuery { Limit = TenancyLimits.PageSize }));
        Expect.Sequence(ids.Where((_, i) => i % 100 == 42), await WalkAsync(new TenantQuery { OwnerId = "owner-42", Limit = 7 }));
        Expect.Equal(ids[count - 1], (await Store.FindByNameAsync($"tenant {count - 1}", Cancellation))?.Id.Value);
        Expect.Equal(ids[count / 2], (await Store.FindByNamespaceAsync($"n-{count / 2}", Cancellation))?.Id.Value);
    }

    private static IEnumerable<string> Ids(IEnumerable<Tenant> tenants) => tenants.Select(t => t.Id.Value);

    /// <summary>All ids, page by page.</summary>
    private async Task<IReadOnlyList<string>> WalkAsync(TenantQuery query)
    {
        List<string> ids = [];
        while (await Store.ListAsync(query, Cancellation) is { Count: > 0 } page)
        {
            Expect.True(page.Count <= query.Limit, $"at most {query.Limit} tenants in a page, not {page.Count}");
            Expect.True(query.After is null || page[^1].Id > query.After, $"a page after '{query.After}' to end after it");
            ids.AddRange(Ids(page));
            query = query with { After = page[^1].Id };
        }

        return ids;
    }
}
