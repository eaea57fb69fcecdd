namespace Hivemind.Tenancy.Storage;

/// <summary>What the rules decided.</summary>
/// <param name="Decision">Admitted, or what is short.</param>
/// <param name="Entry">What is to be written of the id; null for nothing.</param>
/// <param name="Replayed">What was done under the id before, and is the answer now; null for what was decided now.</param>
public readonly record struct ConsumptionVerdict(BudgetDecision Decision, ConsumptionEntry? Entry, ConsumptionEntry? Replayed)
{
    /// <summary>What a store answers of a hold.</summary>
    /// <param name="outcome">What it answers of every step.</param>
    public ConsumptionOutcome OfHold(ConsumptionOutcome outcome) => (Entry ?? Replayed) is not { } held ? outcome : outcome with
    {
        HoldNumber = held.Number,
        ExpiresAt = TenancyClock.FromTicks(held.IsLive ? held.EndsTicks : held.ChangedTicks),
    };
}
