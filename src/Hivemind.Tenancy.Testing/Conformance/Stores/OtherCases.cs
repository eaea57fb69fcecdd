namespace Hivemind.Tenancy.Testing;

/// <summary>Resources beside the five known ones: named as Kubernetes names them, and those of CPU counted in thousandths.</summary>
internal sealed class OtherCases : StoreCases
{
    public async Task OfCpuAreCountedInThousandths()
    {
        await AddAsync(quotas: Quota(("requests.cpu", 0.5m), ("limits.cpu", 1), ("requests.memory", 1L << 40)));
        await HoldAsync("a", Amounts(("requests.cpu", 0.499m), ("limits.cpu", 0.999m)));
        await CommittedAsync("b", Amounts(("requests.cpu", 0.001m)));

        Expect.Equal(new QuotaShortage("requests.cpu", 0.001m, 0.001m, 0.499m, 0.5m), (await RefusedAsync("c", Amounts(("requests.cpu", 0.001m)))).Shortages[0]);
        Expect.Equal(
            new QuotaShortage("limits.cpu", 0.002m, 0, 0.999m, 1), (await SecondAt().CheckAsync(Acme, Amounts(("limits.cpu", 0.002m)), Cancellation)).Shortages[0]);
        Expect.Equal(new ResourceUsage("requests.cpu", 0.001m, 0.499m, 0.5m, 0.5m), (await UsageAsync())["requests.cpu"]);
        AdmissionResult grown = await At().ResizeAsync(Acme, "b", Amounts(("requests.cpu", 0.002m)), Cancellation);
        Expect.Equal(new QuotaShortage("requests.cpu", 0.001m, 0.001m, 0.499m, 0.5m), grown.Decision.Shortages[0]);
        AllocationConflictException conflict = await Expect.ThrowsAsync<AllocationConflictException>(
            async () => await Second.AdmitAsync(Request("a", Amounts(("requests.cpu", 0.498m))), Cancellation));
        Expect.Equal(Amounts(("requests.cpu", 0.499m), ("limits.cpu", 0.999m)), conflict.Existing);
    }

    public async Task OfCpuAreLiftedByGraceInThousandths()
    {
        await AddAsync(quotas: Quota(("requests.cpu", 0.5m)));
        QuotaGrace grace = new(Amounts(("requests.cpu", 0.625m), ("limits.cpu", 2), ("nvidia.com/gpu", 3)), After(60));
        await At().SetGraceAsync(Acme, grace, expected: null, new GraceGranted { OccurredAt = Now, TenantId = Acme, Grace = grace }, Cancellation);

        Expect.Equal(grace, (await SecondAt().GetUsageAsync(Acme, Cancellation)).Grace);
        Expect.Equal(new ResourceUsage("requests.cpu", 0, 0, 0.5m, 0.625m), (await UsageAsync())["requests.cpu"]);
        await CommittedAsync("a", Amounts(("requests.cpu", 0.625m)));
        await RefusedAsync("b", Amounts(("requests.cpu", 0.001m)));
        Expect.Equal(0.125m, (await UsageAsync(After(60)))["requests.cpu"].Over);
    }

    public async Task OfCpuCrossThresholdsInThousandths()
    {
        await AddAsync(quotas: Quota(("requests.cpu", 0.01m), ("count/jobs.batch", 10)));
        await HoldAsync("a", Amounts(("requests.cpu", 0.007m), ("count/jobs.batch", 7)));
        AdmissionResult crossing = await HoldAsync("b", Amounts(("requests.cpu", 0.001m), ("count/jobs.batch", 1)));

        Expect.Sequence(
            ["count/jobs.batch 80 8 10", "requests.cpu 80 0.008 0.01"],
            crossing.Events.Cast<QuotaThresholdCrossed>()
                .Select(e => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{e.Resource} {e.Percent} {e.Total} {e.Limit}"))
                .Order(StringComparer.Ordinal));
        Expect.Sequence(crossing.Events, (await LogAsync(Acme)).Skip(1));
        Expect.Equal(0, (await HoldAsync("c", Amounts(("requests.cpu", 0.001m), ("count/jobs.batch", 1)))).Events.Count, "each fires once");
    }

    public async Task NamesWithSlashesAndDotsAreKeptApart()
    {
        // None is a path into another, a spelling of it, or a pattern.
        string[] names = ["a", "A", "a.b", "a.b.c", "a/b", "a/b.c", "a.b/c", "a_b", "a-b", "requests.storage", "gold.storageclass.storage.k8s.io/requests.storage"];
        await AddAsync(quotas: Quota([.. names.Select((n, i) => (n, i + 1m))]));
        for (int i = 0; i < names.Length; i++)
        {
            await HoldAsync($"all-{i}", Amounts((names[i], i + 1)));
            Expect.Sequence([names[i]], (await RefusedAsync("more", Amounts((names[i], 1)))).Shortages.Select(s => s.Resource));
        }

        TenantUsage usage = await SecondAt().GetUsageAsync(Acme, Cancellation);
        for (int i = 0; i < names.Length; i++)
        {
            Expect.Equal(new ResourceUsage(names[i], 0, i + 1, i + 1, i + 1), usage[names[i]]);
        }

        Expect.Sequence(names.Order(StringComparer.Ordinal), usage.Resources.Skip(5).Select(r => r.Resource), "others come in ordinal order");
    }

    public async Task ComeBackExactlyHoweverLongTheirNames()
    {
        (string, decimal)[] all =
        [
            .. Enumerable.Range(0, TenancyLimits.OtherResources - 2).Select(i => ($"{i:D2}" + new string('x', 251) + "/" + new string('R', 59) + ".cpu", (i + 1) / 1000m)),
            ("requests.cpu", long.MaxValue / 1000m),
            ("requests.memory", long.MaxValue),
        ];
        Tenant tenant = await AddAsync(quotas: Quota(all));
        Expect.Equal(Quota(all), (await Second.FindAsync(Acme, Cancellation))?.ResourceQuotas);
        Expect.Equal(tenant, ((TenantCreated)(await LogAsync())[0]).Tenant);
        await CommittedAsync("a", Amounts(all));
        Expect.Equal(Amounts(all), (await AllocationAsync("a")).Amounts);
        Expect.Equal(long.MaxValue / 1000m, (await UsageAsync())["requests.cpu"].Used);
        await RefusedAsync("b", Amounts(("requests.cpu", 0.001m)));
    }

    private static ResourceQuotas Quota(params (string Name, decimal Limit)[] limits) => new() { Other = limits.ToDictionary(l => l.Name, l => l.Limit) };

    private static ResourceAmounts Amounts(params (string Name, decimal Amount)[] amounts) => new() { Other = amounts.ToDictionary(a => a.Name, a => a.Amount) };
}
