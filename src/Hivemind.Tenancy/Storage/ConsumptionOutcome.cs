namespace Hivemind.Tenancy.Storage;

/// <summary>What a step over budgets came to.</summary>
/// <param name="Decision">Admitted, or what was short.</param>
/// <param name="TenantUid">Of which tenant of that id.</param>
/// <param name="Events">What the step has recorded; empty for nothing.</param>
public readonly record struct ConsumptionOutcome(BudgetDecision Decision, TenantUid TenantUid, IReadOnlyList<TenancyEvent> Events)
{
    /// <summary>Whether it was done before under the same id, and nothing was done now.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>Of a consumption: of its meters that have a budget which refuses the one with the smallest share left; null when none has.</summary>
    public BudgetUsage? Tightest { get; init; }

    /// <summary>Of a settlement: how its meters stand.</summary>
    public IReadOnlyList<BudgetUsage>? Usages { get; init; }

    /// <summary>Of a hold: the number it acts by.</summary>
    public long HoldNumber { get; init; }

    /// <summary>Of a hold: when its lease ends, or when it was settled.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Of a correction: what was booked.</summary>
    public ConsumptionAmounts? Booked { get; init; }
}
