namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A closed <see cref="ConsumptionWindow"/>. Times are UTC ticks. It outlives its tenant.</summary>
internal sealed class ConsumptionWindowRow
{
    public required string TenantUid { get; init; }

    public required string Meter { get; init; }

    public long Number { get; init; }

    public required string TenantId { get; init; }

    public int Unit { get; init; }

    public required string TimeZoneId { get; init; }

    public long StartAt { get; init; }

    public long EndAt { get; init; }

    public long Used { get; init; }
}
