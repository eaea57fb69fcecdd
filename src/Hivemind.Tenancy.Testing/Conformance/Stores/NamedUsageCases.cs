namespace Hivemind.Tenancy.Testing;

/// <summary>The usage of several tenants that are named, read at once.</summary>
internal sealed class NamedUsageCases : StoreCases
{
    public async Task ComesWorstFirstInPages()
    {
        foreach ((string id, long? limit, long total) in new (string, long?, long)[] { ("a", 10, 5), ("b", null, 100), ("c", 10, 9), ("d", 10, 10), ("e", 100, 90), ("f", 10, 9), ("g", 10, 7) })
        {
            await AddAsync(id, new ResourceQuotas { Containers = limit });
            await CommittedAsync("x", Containers(total), tenant: id);
        }

        UsageQuery query = new() { Tenants = Named("b", "f", "a", "e", "a", "g", "d"), Limit = 4 };
        Expect.Sequence(["d 1000", "e 900", "f 900", "g 700"], await SharesAsync(query));
        for (int limit = 1; limit <= 7; limit++)
        {
            query = query with { After = null, Limit = limit };
            List<string> met = [];
            while (await SecondAt().ListUsageAsync(query, Cancellation) is { Count: > 0 } page && met.Count < 10)
            {
                Expect.True(page.Count <= limit, $"at most {limit} tenants in a page");
                met.AddRange(page.Select(u => u.TenantId.Value));
                query = query with { After = page[^1] };
            }

            Expect.Sequence(["d", "e", "f", "g", "a", "b"], met, $"pages of {limit} make up the whole, each tenant once");
        }

        TenantUsage notNamed = await UsageAsync(tenant: "c");
        Expect.Sequence(["e 900", "f 900"], await SharesAsync(query with { After = notNamed, Limit = 2 }), "a page may begin after a tenant that is not named");
    }

    public async Task ShowsEachAsOneAloneIsShown()
    {
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>())
        {
            await AddAsync($"idle-{(int)status}", status: status);
        }

        await AddAsync("ended", Limit(10));
        await HoldAsync("a", Containers(4), tenant: "ended");
        await CommittedAsync("b", Containers(1), tenant: "ended");
        await AddAsync("other", new ResourceQuotas { Containers = 3, Other = new Dictionary<string, decimal> { ["gpu"] = 8, ["tpu"] = 1 } });
        await CommittedAsync("a", new ResourceAmounts { CpuCores = 0.25m, Other = new Dictionary<string, decimal> { ["gpu"] = 2, ["fpga"] = 7 } }, tenant: "other");
        QuotaGrace grace = new(Gpus(20), After(3600));
        await At().SetGraceAsync(TenantId.Parse("other"), grace, expected: null, new GraceGranted { OccurredAt = Now, TenantId = TenantId.Parse("other"), Grace = grace }, Cancellation);

        string[] ids = [.. Enum.GetValues<TenantStatus>().Select(s => $"idle-{(int)s}"), "ended", "other"];
        IReadOnlyList<TenantUsage> listed = await SecondAt(After(100)).ListUsageAsync(new UsageQuery { Tenants = Named(ids) }, Cancellation);
        Expect.Sequence(ids.Order(StringComparer.Ordinal), listed.Select(u => u.TenantId.Value).Order(StringComparer.Ordinal));
        foreach (TenantUsage usage in listed)
        {
            TenantUsage alone = await UsageAsync(After(100), usage.TenantId.Value);
            Expect.Equal(alone, usage with { Share = alone.Share });
        }

        Expect.Equal((0, 1, 1m), listed.Where(u => u.TenantId.Value == "ended").Select(u => (u.Held, u.Committed, u[ResourceNames.Containers].Total)).Single(), "what has ended counts for nothing");
    }

    public async Task LeavesOutWhatIsGoneAndAnotherUid()
    {
        Tenant former = await AddAsync(quotas: Limit(10));
        Tenant current = await MakeAgainAsync(former);
        await CommittedAsync("a", Containers(10));
        Tenant gone = await AddAsync("gone");
        await RemoveAsync(gone);
        await AddAsync("umbrella", Limit(10));
        await CommittedAsync("a", Containers(1), tenant: "umbrella");
        await AddAsync("idle");

        TenantReference absent = TenantId.Parse("absent"), idle = TenantId.Parse("idle"), umbrella = new(TenantId.Parse("umbrella"), UidOf("umbrella"));
        TenantReference[] named = [former, gone, gone.Id, absent, idle, umbrella];
        Expect.Sequence(["umbrella 100", "idle 0"], await SharesAsync(new UsageQuery { Tenants = named }));
        Expect.Sequence(["umbrella 100"], await SharesAsync(new UsageQuery { Tenants = named, Limit = 1 }), "what is left out takes no place of a page");
        Expect.Sequence(["acme 1000"], await SharesAsync(new UsageQuery { Tenants = [former, current, Acme] }), "it is named, by its uid or by its id");
        Expect.Sequence(["acme 1000"], await SharesAsync(new UsageQuery { Tenants = [current, former] }));
        Expect.Sequence([], await SharesAsync(new UsageQuery { Tenants = [former, gone, absent] }));
    }

    public async Task OfAThousandComesWhole()
    {
        string[] ids = [.. Enumerable.Range(0, TenancyLimits.PageSize).Select(i => $"t-{i:D3}")];
        foreach (int i in new[] { 0, 499, 500, 999 })
        {
            await AddAsync(ids[i], Limit(1000));
            await CommittedAsync("a", new ResourceAmounts { Containers = i, Other = new Dictionary<string, decimal> { ["gpu"] = i + 1 } }, tenant: ids[i]);
            await HoldAsync("ends", Gpus(1), tenant: ids[i]);
        }

        IReadOnlyList<TenantUsage> listed = await SecondAt(After(100)).ListUsageAsync(new UsageQuery { Tenants = Named(ids), Limit = TenancyLimits.PageSize }, Cancellation);
        Expect.Sequence(["t-999 1000", "t-500 501", "t-499 500", "t-000 1"], listed.Select(u => $"{u.TenantId} {u["gpu"].Total}"));
    }

    private static TenantReference[] Named(params string[] ids) => [.. ids.Select(id => (TenantReference)TenantId.Parse(id))];

    private async Task<IEnumerable<string>> SharesAsync(UsageQuery query) =>
        (await SecondAt().ListUsageAsync(query, Cancellation)).Select(u => $"{u.TenantId} {u.Share}");
}
