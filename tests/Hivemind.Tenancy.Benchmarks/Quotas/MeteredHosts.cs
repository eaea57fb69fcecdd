namespace Hivemind.Tenancy.Benchmarks;

/// <summary>The same tenants twice: where what they hold is metered, and where it is not.</summary>
internal sealed class MeteredHosts
{
    private static readonly ResourceAmounts Amounts = new()
    {
        CpuCores = 0.5m,
        MemoryBytes = 512L << 20,
        StorageBytes = 1L << 30,
        Containers = 1,
        Services = 1,
    };

    private readonly string[] _allocations;
    private readonly List<(IQuotaManager Quotas, TenantId Tenant, string Id)> _admitted = new(Batch.Size);

    public MeteredHosts()
    {
        Host off = Host.With(TenantBenchmark.Few);
        (Off, On) = (off.Quotas, Host.With(TenantBenchmark.Few, isMetered: true).Quotas);
        _allocations = QuotaPopulation.Of(off).AllocationIds;
        Keys = new KeyWalk<TenantId>(off.Keys);
    }

    public IQuotaManager Off { get; }

    public IQuotaManager On { get; }

    public KeyWalk<TenantId> Keys { get; }

    public int Admit(IQuotaManager quotas)
    {
        int n = 0;
        foreach (TenantId id in Keys.Next())
        {
            string allocation = _allocations[n++];
            Sync.Get(Sync.Get(quotas.ReserveAsync(id, Amounts, new ReservationOptions { AllocationId = allocation })).CommitAsync());
            _admitted.Add((quotas, id, allocation));
        }

        return n;
    }

    public void ReleaseAll()
    {
        foreach ((IQuotaManager quotas, TenantId tenant, string id) in _admitted)
        {
            Sync.Get(quotas.ReleaseAsync(tenant, id));
        }

        _admitted.Clear();
    }

    public int AdmitAndRelease(IQuotaManager quotas)
    {
        int released = 0;
        int n = 0;
        foreach (TenantId id in Keys.Next())
        {
            string allocation = _allocations[n++];
            Sync.Get(Sync.Get(quotas.ReserveAsync(id, Amounts, new ReservationOptions { AllocationId = allocation })).CommitAsync());
            released += Sync.Get(quotas.ReleaseAsync(id, allocation)) ? 1 : 0;
        }

        return released;
    }
}
