namespace Hivemind.Tenancy;

/// <summary>
/// A tenant in the <see cref="InMemoryTenantStore"/> with what it holds. The object is the tenant's lock: the record is
/// replaced, and its ledger is touched, only while it is held. The record itself may be read without it.
/// </summary>
internal sealed class TenantEntry(Tenant tenant)
{
    private Tenant _tenant = tenant;

    public Tenant Tenant
    {
        get => Volatile.Read(ref _tenant);
        set => Volatile.Write(ref _tenant, value);
    }

    /// <summary>Set by the first admission or grace; most of a million tenants need none.</summary>
    public TenantLedger? Ledger { get; set; }

    /// <summary>Whether it was taken out of the store while somebody waited for its lock.</summary>
    public bool IsRemoved { get; set; }
}
