namespace Hivemind.Tenancy;

/// <summary>What <see cref="Tenant"/> and <see cref="TenantSpec"/> ask of budgets.</summary>
internal static class BudgetRules
{
    public static IReadOnlyDictionary<string, ConsumptionBudget> Budgets(IReadOnlyDictionary<string, ConsumptionBudget> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value is ValueMap<ConsumptionBudget> map)
        {
            return map;
        }

        // What is checked is the copy that is kept, whatever the caller's dictionary becomes.
        KeyValuePair<string, ConsumptionBudget>[] entries = [.. value];
        return entries.Length > TenancyLimits.OtherResources
            ? throw new ArgumentException($"{entries.Length} budgets: at most {TenancyLimits.OtherResources} are allowed.", nameof(value))
            : ValueMap<ConsumptionBudget>.Create(entries.Select(e => KeyValuePair.Create(
                Requires.QualifiedName(e.Key, "Meter", nameof(value)),
                e.Value ?? throw new ArgumentException($"The budget of '{e.Key}' is null.", nameof(value)))));
    }
}
