using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>What reserving is compared with, for each tenant of a host: a partition of a rate limiter, and a ledger written by hand.</summary>
internal sealed class QuotaPopulation
{
    private static readonly ConcurrentDictionary<int, QuotaPopulation> Populations = new();
    private static readonly ConcurrencyLimiterOptions Permits = new() { PermitLimit = 100, QueueLimit = 0 };
    private static readonly FiveAmounts Limits = new(8000, 32L << 30, 1L << 40, 100, 20);

    private QuotaPopulation(Host host)
    {
        Ledgers = new ConcurrentDictionary<string, HandWrittenLedger>(
            host.Ids.Select(id => KeyValuePair.Create(id.Value, new HandWrittenLedger(Limits))));
    }

    public PartitionedRateLimiter<string> Limiter { get; } =
        PartitionedRateLimiter.Create<string, string>(tenant => RateLimitPartition.GetConcurrencyLimiter(tenant, static _ => Permits));

    public ConcurrentDictionary<string, HandWrittenLedger> Ledgers { get; }

    /// <summary>The ids of one batch: what the caller calls its allocations.</summary>
    public string[] AllocationIds { get; } = RandomKeys.Make(1, random => $"job-{random.Next(1_000_000_000):D9}");

    /// <summary>Whether every tenant that is asked for has its partition and its ledger.</summary>
    public bool IsWarm { get; set; }

    public static QuotaPopulation Of(Host host) => Populations.GetOrAdd(host.Ids.Length, _ => new QuotaPopulation(host));
}
