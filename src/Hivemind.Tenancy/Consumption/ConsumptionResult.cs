namespace Hivemind.Tenancy;

/// <summary>What <see cref="IConsumptionManager.TryConsumeAsync"/> came to. <c>default</c> is no answer and admitted nothing.</summary>
/// <param name="Decision">Whether it was counted, and if not, why.</param>
/// <param name="Tightest">Of the meters that were asked for and have a budget that refuses, the one with the smallest share left, as it stands now; null when none has.</param>
/// <param name="IsReplayed">Whether it was counted before under the same id, and nothing was counted now.</param>
public readonly record struct ConsumptionResult(BudgetDecision? Decision, BudgetUsage? Tightest, bool IsReplayed)
{
    /// <summary>Whether it was counted.</summary>
    public bool IsAdmitted => Decision is { IsAdmitted: true };
}
