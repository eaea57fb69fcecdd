namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A <see cref="UsageRecord"/>. Times are UTC ticks. It outlives its tenant.</summary>
internal sealed class UsageRecordRow
{
    public long Id { get; init; }

    /// <summary>Null until somebody reads records in order.</summary>
    public long? Sequence { get; init; }

    public required string TenantId { get; init; }

    public required string TenantUid { get; init; }

    public required string AllocationId { get; init; }

    /// <summary>JSON map of all amounts, in steps.</summary>
    public required string Amounts { get; init; }

    public long From { get; init; }

    public long To { get; init; }

    public required string Source { get; init; }

    public string? Namespace { get; init; }

    /// <summary>JSON map; null for none.</summary>
    public string? Labels { get; init; }

    public int IsCommitted { get; init; }
}
