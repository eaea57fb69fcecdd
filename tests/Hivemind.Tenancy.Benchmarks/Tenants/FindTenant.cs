using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>Finding a tenant by id beside a look-up in a concurrent dictionary of the same tenants.</summary>
[Budget("find a tenant by id", Ratio = 1.5)]
public class FindTenant : TenantBenchmark
{
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
        Preparation.Require(this, _keys.Rewind, Bare, Ours);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch.Size)]
    public int Bare()
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
