namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A <see cref="MeterState"/> of a tenant, which goes with its ledger. Times are UTC ticks.</summary>
internal sealed class MeterRow
{
    public required string TenantId { get; init; }

    public required string Meter { get; init; }

    public long Number { get; init; }

    public int Unit { get; init; }

    public required string TimeZoneId { get; init; }

    public long StartAt { get; init; }

    public long EndAt { get; init; }

    public long Used { get; init; }

    public long Carried { get; init; }

    public long Held { get; init; }

    public int Threshold { get; init; }

    public long FiredAt { get; init; }
}
