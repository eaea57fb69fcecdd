namespace Hivemind.Tenancy;

/// <summary>Whether amounts fit what is left of a tenant's budgets, and if not, which do not. Immutable.</summary>
public sealed record BudgetDecision
{
    private BudgetDecision(ValueList<BudgetShortage> shortages) => Shortages = shortages;

    /// <summary>Everything fits.</summary>
    public static BudgetDecision Admitted { get; } = new(ValueList<BudgetShortage>.Empty);

    /// <summary>Whether everything fits.</summary>
    public bool IsAdmitted => Shortages.Count == 0;

    /// <summary>The meters of which too little is left; empty when everything fits.</summary>
    public IReadOnlyList<BudgetShortage> Shortages { get; }

    /// <summary>
    /// When the last window ends that stands in the way, by the store's clock; null when everything fits, and when it never would, because more is asked
    /// for than a whole budget has. It may fit before, when a hold is given back.
    /// </summary>
    public DateTimeOffset? RetryAt => IsAdmitted || Shortages.Any(s => s.Requested > s.Usage.Limit) ? null : Shortages.Max(s => s.Usage.WindowEnd);

    /// <summary>A refusal.</summary>
    /// <param name="shortages">The meters of which too little is left, at least one.</param>
    /// <exception cref="ArgumentException"><paramref name="shortages"/> is empty.</exception>
    public static BudgetDecision Refused(IEnumerable<BudgetShortage> shortages)
    {
        ArgumentNullException.ThrowIfNull(shortages);
        ValueList<BudgetShortage> list = ValueList<BudgetShortage>.Create(shortages);
        return list.Count > 0 ? new BudgetDecision(list) : throw new ArgumentException("A refusal names at least one meter.", nameof(shortages));
    }

    /// <summary><c>admitted</c>, or the shortages.</summary>
    public override string ToString() => IsAdmitted ? "admitted" : string.Join("; ", Shortages);
}
