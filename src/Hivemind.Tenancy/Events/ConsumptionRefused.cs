namespace Hivemind.Tenancy;

/// <summary>Too little was left of a tenant's budgets. Not in the log.</summary>
public sealed record ConsumptionRefused : TenancyEvent
{
    /// <summary>What was asked for.</summary>
    public required ConsumptionAmounts Amounts { get; init; }

    /// <summary>What was short.</summary>
    public required BudgetDecision Decision { get; init; }
}
