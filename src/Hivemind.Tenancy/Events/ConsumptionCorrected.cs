namespace Hivemind.Tenancy;

/// <summary>What a tenant has used up was corrected, in the window of now.</summary>
public sealed record ConsumptionCorrected : TenancyEvent
{
    /// <summary>Under which id.</summary>
    public required string Id { get; init; }

    /// <summary>What was asked for: more, or with a minus less.</summary>
    public required ConsumptionAmounts Amounts { get; init; }

    /// <summary>What was booked of that: no meter goes below 0.</summary>
    public required ConsumptionAmounts Booked { get; init; }

    /// <summary>Why, up to 1,024 characters.</summary>
    public required string Reason { get; init; }
}
