namespace Hivemind.Tenancy.Storage;

/// <content>How far a tenant has come.</content>
public static partial class ConsumptionRules
{
    /// <summary>The budgets, and what is counted without one, in ordinal order of the meters.</summary>
    public static IReadOnlyList<BudgetUsage> Usage(ConsumptionState state, DateTimeOffset now) => Usage(state, All(state), now);

    /// <summary>How the meters of some amounts stand.</summary>
    public static IReadOnlyList<BudgetUsage> Usage(ConsumptionState state, ConsumptionAmounts amounts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(amounts);
        return Usage(state, amounts.Select(a => a.Key), now);
    }

    /// <summary>Of the meters of some amounts that have a budget which refuses, the one with the smallest share left; null when none has.</summary>
    public static BudgetUsage? Tightest(ConsumptionState state, ConsumptionAmounts amounts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(amounts);
        MeterState? tightest = null;
        double smallest = 0;
        for (int i = 0; i < amounts.Count; i++)
        {
            if (WindowRules.TryCount(state, amounts.MeterAt(i), now) is { Budget: { IsPostPaid: false } budget } meter)
            {
                double left = (double)(budget.Limit - meter.Used - meter.Held) / Math.Max(1, budget.Limit);
                if (tightest is null || left < smallest)
                {
                    (tightest, smallest) = (meter, left);
                }
            }
        }

        return tightest?.ToUsage();
    }

    /// <summary>The windows of now in which anything was used.</summary>
    public static IReadOnlyList<ConsumptionWindow> Open(ConsumptionState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return [.. state.Meters.Select(m => WindowRules.Count(state, m.Meter, now)).Where(m => m.Used != m.Carried)
            .Select(m => WindowRules.ToWindow(state, m, m.EndTicks, isOpen: true))];
    }

    private static IEnumerable<string> All(ConsumptionState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Meters.Select(m => m.Meter).Union(state.Budgets.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    private static List<BudgetUsage> Usage(ConsumptionState state, IEnumerable<string> meters, DateTimeOffset now) =>
        [.. meters.ToList().Select(name => WindowRules.Count(state, name, now).ToUsage())];
}
