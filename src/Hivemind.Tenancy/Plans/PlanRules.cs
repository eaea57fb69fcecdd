using System.Globalization;

namespace Hivemind.Tenancy;

/// <summary>
/// What a plan makes of a tenant. By key: where the tenant says what the version that it was on says (absent in both included), it takes what the
/// new one says; where it differs, it has a setting of its own, and keeps it. Pure functions.
/// </summary>
internal static class PlanRules
{
    /// <summary>What a tenant says that is on no plan and has no settings of its own.</summary>
    private static readonly TenantPlan Nothing = new("none");

    public static IReadOnlyList<PlanBinding> Bindings(IReadOnlyList<PlanBinding> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value is ValueList<PlanBinding>)
        {
            return value;
        }

        ValueList<PlanBinding> list = ValueList<PlanBinding>.Create(value.Distinct().OrderBy(b => b.Text, StringComparer.Ordinal));
        return list.Count <= TenancyLimits.PlanBindings ? list : throw new ArgumentException(
            $"{list.Count} bindings: at most {TenancyLimits.PlanBindings} are allowed.", nameof(value));
    }

    /// <summary>The spec with all that it does not say itself as the plan says it, and the plan by its version.</summary>
    /// <exception cref="ArgumentException">Both together say more than a tenant may.</exception>
    public static TenantSpec Fill(TenantSpec spec, TenantPlan plan) => spec with
    {
        Plan = plan.Reference,
        IsolationLevel = spec.IsolationLevel ?? plan.IsolationLevel,
        ResourceQuotas = QuotasOf(Filled(Steps(spec.ResourceQuotas), Steps(plan.ResourceQuotas))),
        Budgets = Filled(spec.Budgets, plan.Budgets),
        Labels = Filled(spec.Labels, plan.Labels),
        Parameters = Filled(spec.Parameters, plan.Parameters),
    };

    /// <summary>The tenant as it is after it goes from one version to another, be they of one plan or not.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="from">The version that it is on; null for none.</param>
    /// <param name="to">The version that it goes to.</param>
    /// <exception cref="ArgumentException">What it keeps and what it takes together are more than a tenant may say.</exception>
    public static Tenant Move(Tenant tenant, TenantPlan? from, TenantPlan to)
    {
        from ??= Nothing;
        IsolationLevel before = from.IsolationLevel ?? IsolationLevel.Soft;
        return tenant with
        {
            Plan = to.Reference,
            IsolationLevel = tenant.IsolationLevel == before ? to.IsolationLevel ?? IsolationLevel.Soft : tenant.IsolationLevel,
            ResourceQuotas = QuotasOf(Moved(Steps(tenant.ResourceQuotas), Steps(from.ResourceQuotas), Steps(to.ResourceQuotas))),
            Budgets = Moved(tenant.Budgets, from.Budgets, to.Budgets),
            Labels = Moved(tenant.Labels, from.Labels, to.Labels),
            Parameters = Moved(tenant.Parameters, from.Parameters, to.Parameters),
        };
    }

    /// <summary>In what two records of a tenant differ that a plan may have made differ, but for the plan itself.</summary>
    public static IEnumerable<PlanChange> Changes(Tenant before, Tenant after)
    {
        if (before.IsolationLevel != after.IsolationLevel)
        {
            yield return new PlanChange(nameof(Tenant.IsolationLevel), null, Text(before.IsolationLevel), Text(after.IsolationLevel));
        }

        foreach (PlanChange change in Changes(nameof(Tenant.ResourceQuotas), Steps(before.ResourceQuotas), Steps(after.ResourceQuotas), UnitText)
            .Concat(Changes(nameof(Tenant.Budgets), before.Budgets, after.Budgets, (_, budget) => Text(budget)))
            .Concat(Changes(nameof(Tenant.Labels), before.Labels, after.Labels, (_, text) => text))
            .Concat(Changes(nameof(Tenant.Parameters), before.Parameters, after.Parameters, (_, text) => text)))
        {
            yield return change;
        }
    }

    private static Dictionary<string, T> Filled<T>(IReadOnlyDictionary<string, T> own, IReadOnlyDictionary<string, T> plans)
    {
        Dictionary<string, T> filled = new(plans, StringComparer.Ordinal);
        foreach ((string key, T value) in own)
        {
            filled[key] = value;
        }

        return filled;
    }

    private static Dictionary<string, T> Moved<T>(
        IReadOnlyDictionary<string, T> own, IReadOnlyDictionary<string, T> from, IReadOnlyDictionary<string, T> to)
    {
        Dictionary<string, T> moved = new(StringComparer.Ordinal);
        foreach (string key in own.Keys.Concat(from.Keys).Concat(to.Keys).Distinct(StringComparer.Ordinal))
        {
            if ((SaysTheSame(own, from, key) ? to : own).TryGetValue(key, out T? value))
            {
                moved.Add(key, value);
            }
        }

        return moved;
    }

    private static bool SaysTheSame<T>(IReadOnlyDictionary<string, T> one, IReadOnlyDictionary<string, T> other, string key) =>
        one.TryGetValue(key, out T? value) == other.TryGetValue(key, out T? another) && EqualityComparer<T>.Default.Equals(value, another);

    private static IEnumerable<PlanChange> Changes<T>(
        string member, IReadOnlyDictionary<string, T> before, IReadOnlyDictionary<string, T> after, Func<string, T, string> text) =>
        before.Keys.Concat(after.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(key => !SaysTheSame(before, after, key))
            .Select(key => new PlanChange(
                member, key, before.TryGetValue(key, out T? old) ? text(key, old) : null, after.TryGetValue(key, out T? next) ? text(key, next) : null));

    /// <summary>The limits that there are, by resource, as exact integers.</summary>
    private static Dictionary<string, long> Steps(ResourceQuotas quotas)
    {
        Dictionary<string, long> steps = new(quotas.OtherMap, StringComparer.Ordinal);
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            if (quotas.Known[i] != ResourceQuotas.NoLimit)
            {
                steps.Add(KnownAmounts.NameOf(i), quotas.Known[i]);
            }
        }

        return steps;
    }

    private static ResourceQuotas QuotasOf(Dictionary<string, long> steps)
    {
        KnownAmounts known = default;
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            known[i] = steps.Remove(KnownAmounts.NameOf(i), out long limit) ? limit : ResourceQuotas.NoLimit;
        }

        return steps.Count <= TenancyLimits.OtherResources ? ResourceQuotas.Of(known, steps) : throw new ArgumentException(
            $"{steps.Count} quotas of resources beside the five known ones: at most {TenancyLimits.OtherResources} are allowed.", nameof(steps));
    }

    private static string UnitText(string resource, long steps)
    {
        int known = KnownAmounts.IndexOf(resource);
        return (known < 0 ? ResourceRules.ToUnit(resource, steps) : KnownAmounts.ToUnit(known, steps)).ToString(CultureInfo.InvariantCulture);
    }

    private static string Text(IsolationLevel level) => level.Kind == IsolationKind.Custom ? $"{level} {level.Settings}" : level.ToString();

    private static string Text(ConsumptionBudget budget) => string.Create(
        CultureInfo.InvariantCulture, $"{budget.Limit} a {budget.Window}{(budget.TimeZoneId == ConsumptionBudget.Utc ? null : $" of {budget.TimeZoneId}")}{(budget.IsPostPaid ? ", post-paid" : null)}");
}
