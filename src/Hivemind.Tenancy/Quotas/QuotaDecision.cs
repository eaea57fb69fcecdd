namespace Hivemind.Tenancy;

/// <summary>Whether amounts fit, and for each resource that does not, by how much.</summary>
public sealed record QuotaDecision
{
    private QuotaDecision(ValueList<QuotaShortage> shortages) => Shortages = shortages;

    /// <summary>Everything fits.</summary>
    public static QuotaDecision Admitted { get; } = new(ValueList<QuotaShortage>.Empty);

    /// <summary>Whether everything fits.</summary>
    public bool IsAdmitted => Shortages.Count == 0;

    /// <summary>The resources that do not fit; empty when everything fits.</summary>
    public IReadOnlyList<QuotaShortage> Shortages { get; }

    /// <summary>The earliest time at which any held lease of the tenant ends, by the store's clock; null when none is held, or everything fits.</summary>
    public DateTimeOffset? NextLeaseEndsAt { get; private init; }

    /// <summary>A refusal.</summary>
    /// <param name="shortages">The resources that do not fit, at least one.</param>
    /// <param name="nextLeaseEndsAt">See <see cref="NextLeaseEndsAt"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="shortages"/> is empty.</exception>
    public static QuotaDecision Refused(IEnumerable<QuotaShortage> shortages, DateTimeOffset? nextLeaseEndsAt = null)
    {
        ArgumentNullException.ThrowIfNull(shortages);
        ValueList<QuotaShortage> list = ValueList<QuotaShortage>.Create(shortages);
        return list.Count > 0 ? new QuotaDecision(list) { NextLeaseEndsAt = nextLeaseEndsAt } : throw new ArgumentException("A refusal names at least one resource.", nameof(shortages));
    }

    /// <summary><c>admitted</c>, or the shortages.</summary>
    public override string ToString() => IsAdmitted ? "admitted" : string.Join("; ", Shortages);
}
