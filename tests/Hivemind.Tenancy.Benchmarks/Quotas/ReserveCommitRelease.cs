using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using BenchmarkDotNet.Attributes;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// Reserving five resources under an id, committing and releasing them, beside a ledger written by hand for nothing but this, which reads
/// clock and context as often as the rules need. A lease of one permit from the framework's partitioned rate limiter, which knows one
/// resource and no ids, is shown beside.
/// </summary>
[Budget("reserve, commit, release", Ratio = 2, Bytes = 200)]
public class ReserveCommitRelease : TenantBenchmark
{
    private static readonly ResourceAmounts Amounts = new()
    {
        CpuCores = 0.5m,
        MemoryBytes = 512L << 20,
        StorageBytes = 1L << 30,
        Containers = 1,
        Services = 1,
    };

    private static readonly AsyncLocal<TenantContext?> Local = new();
    private static readonly long Lease = 30 * TimeProvider.System.TimestampFrequency;

    private readonly TimeProvider _time = TimeProvider.System;
    private KeyWalk<TenantId> _keys = new([]);
    private string[] _allocations = [];
    private PartitionedRateLimiter<string> _limiter = null!;
    private ConcurrentDictionary<string, HandWrittenLedger> _ledgers = new();
    private IQuotaManager _quotas = null!;

    /// <summary>Every tenant has its partition and its ledger already: what is measured is a host that has been up for a while.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Host host = Host.With(Tenants);
        QuotaPopulation population = QuotaPopulation.Of(host);
        _keys = new KeyWalk<TenantId>(host.Keys);
        _allocations = population.AllocationIds;
        _limiter = population.Limiter;
        _ledgers = population.Ledgers;
        _quotas = host.Quotas;
        for (int i = 0; i < host.Keys.Length && !population.IsWarm; i += Batch.Size)
        {
            Ours();
        }

        for (int i = 0; i < host.Keys.Length && !population.IsWarm; i += Batch.Size)
        {
            Bare();
        }

        population.IsWarm = true;
        Preparation.Require(this, _keys.Rewind, Bare, Ours, RateLimiter);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch.Size)]
    public int Bare()
    {
        int admitted = 0;
        int n = 0;
        foreach (TenantId id in _keys.Next())
        {
            string allocation = _allocations[n++];
            bool isReserved = Local.Value is null
                && _ledgers[id.Value].TryReserve(allocation, new FiveAmounts(500, 512L << 20, 1L << 30, 1, 1), Lease, _time.GetTimestamp());
            bool isCommitted = isReserved && _ledgers[id.Value].Commit(allocation, _time.GetTimestamp());
            if (isCommitted && Local.Value is null && _ledgers[id.Value].Release(allocation))
            {
                admitted++;
            }
        }

        return admitted;
    }

    [Benchmark(OperationsPerInvoke = Batch.Size)]
    public int Ours()
    {
        int admitted = 0;
        int n = 0;
        foreach (TenantId id in _keys.Next())
        {
            string allocation = _allocations[n++];
            ResourceReservation reservation = Sync.Get(_quotas.ReserveAsync(id, Amounts, new ReservationOptions { AllocationId = allocation }));
            Sync.Get(reservation.CommitAsync());
            if (Sync.Get(_quotas.ReleaseAsync(id, allocation)))
            {
                admitted++;
            }
        }

        return admitted;
    }

    [Benchmark(OperationsPerInvoke = Batch.Size)]
    public int RateLimiter()
    {
        int admitted = 0;
        foreach (TenantId id in _keys.Next())
        {
            using RateLimitLease lease = _limiter.AttemptAcquire(id.Value);
            if (lease.IsAcquired)
            {
                admitted++;
            }
        }

        return admitted;
    }
}
