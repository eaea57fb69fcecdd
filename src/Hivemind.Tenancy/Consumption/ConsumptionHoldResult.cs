using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy;

/// <summary>What <see cref="IConsumptionManager.TryHoldAsync"/> came to: a hold, or the refusal.</summary>
/// <param name="Hold">What is held; null when too little is left.</param>
/// <param name="Decision">Whether it fits, and if not, why.</param>
public readonly record struct ConsumptionHoldResult(ConsumptionHold? Hold, BudgetDecision? Decision)
{
    /// <summary>Whether it is held.</summary>
    [MemberNotNullWhen(true, nameof(Hold))]
    public bool IsAdmitted => Hold is not null;
}
