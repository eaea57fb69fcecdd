namespace Hivemind.Tenancy.Tests;

/// <summary>
/// 64 tasks against one nearly full tenant and seven others, a million operations in all: never a grant over a limit, never
/// a unit lost or freed twice, and at the end exactly what the tasks hold.
/// </summary>
public sealed class QuotaStressTests
{
    private const int Tasks = 64;
    private const int OperationsOfEach = 8000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Usage_is_at_the_end_what_is_held_and_never_was_over_a_limit(bool clockMoves)
    {
        using QuotaHost host = new();
        StressTenant[] tenants = await CreateAsync(host);
        StressWorker[] workers = [.. Enumerable.Range(0, Tasks).Select(n => new StressWorker(host.Quotas, tenants, n, clockMoves))];
        using CancellationTokenSource finished = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task clock = clockMoves ? MoveClockAsync(host, finished.Token) : Task.CompletedTask;

        await Task.WhenAll(workers.Select(w => Task.Run(() => w.RunAsync(OperationsOfEach), Token)));
        await finished.CancelAsync();
        await clock;
        await Task.WhenAll(workers.Select(w => w.GiveBackAsync()));

        foreach (StressTenant tenant in tenants)
        {
            tenant.Certain.Violations.Should().Be(0, "nothing was ever granted over a limit");
            for (int i = 0; i < StressTenant.SharedIds; i++)
            {
                await host.Quotas.ReleaseAsync(tenant.Id, $"shared-{i}", null, Token);
            }

            await ShouldHoldExactlyAsync(host, tenant, workers);
            await ShouldHaveLostNothingAsync(host, tenant, workers);
        }

        workers.Sum(w => w.Committed.Count).Should().BePositive();
    }

    /// <summary>The first one has room for a few allocations of 64 workers; the others for more.</summary>
    private static async Task<StressTenant[]> CreateAsync(QuotaHost host)
    {
        StressTenant[] tenants = [.. Enumerable.Range(0, 8).Select(i => new StressTenant(
            TenantId.Parse($"stress-{i}"),
            Resources.Quotas(("cpu", i == 0 ? 12 : 40), ("memory", 30L << 20), ("containers", 40), ("gpu", i == 0 ? 9 : 25))))];
        foreach (StressTenant tenant in tenants)
        {
            await host.Tenants.CreateTenantAsync(Some.Spec(tenant.Id.ToString()) with { ResourceQuotas = tenant.Quotas }, Token);
        }

        return tenants;
    }

    private static Task MoveClockAsync(QuotaHost host, CancellationToken finished) => Task.Run(
        async () =>
        {
            while (!finished.IsCancellationRequested)
            {
                host.Clock.Advance(TimeSpan.FromMilliseconds(20));
                await Task.Yield();
            }
        },
        CancellationToken.None);

    private static async Task ShouldHoldExactlyAsync(QuotaHost host, StressTenant tenant, StressWorker[] workers)
    {
        var books = workers.SelectMany(w => w.Committed).Where(c => c.Tenant == tenant).ToDictionary(c => c.Id, c => c.Amounts);
        IReadOnlyList<Allocation> live = await host.Quotas.ListAllocationsAsync(tenant.Id, new AllocationQuery { Limit = 1000 }, Token);
        live.ToDictionary(a => a.Id, a => a.Amounts).Should().Equal(books);

        TenantUsage usage = await host.Quotas.GetUsageAsync(tenant.Id, Token);
        (usage.Held, usage.Committed).Should().Be((0, books.Count));
        foreach (string resource in CertainTotals.Resources)
        {
            decimal sum = books.Values.Sum(a => a.Of(resource));
            usage[resource].Used.Should().Be(sum);
            usage[resource].Reserved.Should().Be(0);
            tenant.Certain.Of(resource).Should().Be(sum);
        }
    }

    /// <summary>Once all is released, all of every limit can be reserved again, and not a unit more.</summary>
    private static async Task ShouldHaveLostNothingAsync(QuotaHost host, StressTenant tenant, StressWorker[] workers)
    {
        foreach (var committed in workers.SelectMany(w => w.Committed).Where(c => c.Tenant == tenant))
        {
            (await host.Quotas.ReleaseAsync(tenant.Id, committed.Id, null, Token)).Should().BeTrue();
        }

        ResourceAmounts everything = new()
        {
            CpuCores = tenant.Quotas.CpuCores!.Value,
            MemoryBytes = tenant.Quotas.MemoryBytes!.Value,
            Containers = tenant.Quotas.Containers!.Value,
            Other = tenant.Quotas.Other,
        };
        await host.Quotas.ReserveAsync(tenant.Id, everything, cancellationToken: Token);
        foreach (string resource in CertainTotals.Resources)
        {
            (await host.Quotas.CheckAsync(tenant.Id, Resources.Amounts((resource, 1)), Token)).IsAdmitted.Should().BeFalse();
        }
    }
}
