namespace Hivemind.Tenancy.Storage;

/// <summary>
/// A tenant in the <see cref="InMemoryTenantStore"/> with what it holds. The object is the tenant's lock: everything in it is
/// read and changed only while it is held.
/// </summary>
internal sealed class TenantEntry(Tenant tenant)
{
    public Tenant Tenant { get; set; } = tenant;

    /// <summary>Made by the first step that looks at or changes what the tenant holds, its usage included; a tenant that was only ever read has none.</summary>
    public InMemoryLedger? Ledger { get; set; }

    /// <summary>Made by the first step that uses something up.</summary>
    public InMemoryConsumption? Consumption { get; set; }

    /// <summary>Whether it was taken out of the store while a call waited for its lock.</summary>
    public bool IsRemoved { get; set; }
}
