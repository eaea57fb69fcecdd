namespace Hivemind.Tenancy;

/// <summary>A reservation or resize did not fit. Not in the log.</summary>
public sealed record ReservationRefused : TenancyEvent
{
    /// <summary>The allocation that was asked for.</summary>
    public required string AllocationId { get; init; }

    /// <summary>What did not fit.</summary>
    public required QuotaDecision Decision { get; init; }
}
