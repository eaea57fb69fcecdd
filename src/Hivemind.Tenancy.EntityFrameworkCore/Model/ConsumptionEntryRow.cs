namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A <see cref="ConsumptionEntry"/> of a tenant, which goes with its ledger. Times are UTC ticks.</summary>
internal sealed class ConsumptionEntryRow
{
    public required string TenantId { get; init; }

    public required string Id { get; init; }

    public int Kind { get; init; }

    /// <summary>JSON map of amounts.</summary>
    public required string Asked { get; init; }

    /// <summary>JSON map of amounts; null for none.</summary>
    public string? Booked { get; init; }

    public long Number { get; init; }

    /// <summary>Null for what is no live hold.</summary>
    public long? EndsAt { get; init; }

    public long ChangedAt { get; init; }
}
