using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// Finding a tenant by id beside a look-up in a concurrent dictionary of the same tenants together with one read of an
/// <see cref="AsyncLocal{T}"/>, which is what keeping tenants apart costs at least: over a million tenants the processor waits
/// for memory, and the read keeps it from beginning with the next look-up meanwhile. The look-up alone is shown beside.
/// </summary>
[Budget("find a tenant by id", Ratio = 1.3)]
public class FindTenant : TenantBenchmark
{
    private static readonly AsyncLocal<TenantContext?> Local = new();

    private ConcurrentDictionary<string, Tenant> _bare = new();
    private ITenantManager _tenants = null!;
    private KeyWalk<TenantId> _keys = new([]);

    [GlobalSetup]
    public void Setup()
    {
        Host host = Host.With(Tenants);
        _bare = host.Bare;
        _tenants = host.Tenants;
        _keys = new KeyWalk<TenantId>(host.Keys);
        Preparation.Require(this, _keys.Rewind, Bare, Ours, LookUp);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch.Size)]
    public int Bare()
    {
        int found = 0;
        foreach (TenantId id in _keys.Next())
        {
            if (Local.Value is null && _bare.TryGetValue(id.Value, out _))
            {
                found++;
            }
        }

        return found;
    }

    [Benchmark(OperationsPerInvoke = Batch.Size)]
    public int LookUp()
    {
        int found = 0;
        foreach (TenantId id in _keys.Next())
        {
            if (_bare.TryGetValue(id.Value, out _))
            {
                found++;
            }
        }

        return found;
    }

    [Benchmark(OperationsPerInvoke = Batch.Size)]
    public int Ours()
    {
        int found = 0;
        foreach (TenantId id in _keys.Next())
        {
            if (Sync.Get(_tenants.FindTenantAsync(id)) is not null)
            {
                found++;
            }
        }

        return found;
    }
}
