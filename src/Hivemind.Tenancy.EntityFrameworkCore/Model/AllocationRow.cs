namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// What a tenant holds, for a lease or committed. Times are UTC ticks, amounts the smallest units. A hold that has ended may
/// still be there: steps that decide over totals delete it, and every other statement leaves it out. Goes with its tenant.
/// </summary>
internal sealed class AllocationRow
{
    /// <summary>Given by the database and never again.</summary>
    public long Token { get; init; }

    public required string TenantId { get; init; }

    public required string Id { get; init; }

    public long Cpu { get; set; }

    public long Memory { get; set; }

    public long Storage { get; set; }

    public long Containers { get; set; }

    public long Services { get; set; }

    /// <summary>JSON map of the amounts of other resources; null for none.</summary>
    public string? Other { get; set; }

    public required string Source { get; set; }

    /// <summary>When the lease ends; null when it is committed.</summary>
    public long? ExpiresAt { get; set; }

    public required long CreatedAt { get; init; }

    public required long ChangedAt { get; set; }

    /// <summary>Sets the amounts, of known resources and of others.</summary>
    public void Set(ResourceAmounts amounts)
    {
        Cpu = ResourceUnits.Millicores(amounts.CpuCores);
        Memory = amounts.MemoryBytes;
        Storage = amounts.StorageBytes;
        Containers = amounts.Containers;
        Services = amounts.Services;
        Other = ResourceUnits.ToJson(amounts.Other);
    }
}
