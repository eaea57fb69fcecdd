namespace Hivemind.Tenancy;

/// <summary>
/// Which events of the log to read: those that satisfy everything that is set. Without anything the oldest 100 that are kept. Ask
/// for the next page with <see cref="EventPage.Next"/> as <see cref="After"/> and the rest unchanged.
/// </summary>
/// <example><code>
/// await tenants.ReadEventsAsync(new EventQuery { Tenant = tenant, Kinds = [nameof(TenantUpdated)], NewestFirst = true });
/// </code></example>
public sealed record EventQuery
{
    /// <summary>
    /// Only events of this tenant; null for those of all and of the platform. With a uid that tenant's own, whoever holds the id now;
    /// without one those of who holds the id now, that is since its last creation, so that nobody reads what happened to a former one.
    /// </summary>
    public TenantReference? Tenant
    {
        get;
        init => field = value is { IsDefault: true } ? throw new ArgumentException("default(TenantReference) names nobody.", nameof(value)) : value;
    }

    /// <summary>
    /// Only these kinds, by the names of their types, for instance <c>nameof(TenantCreated)</c>: one at least; null for any. Kept
    /// sorted, without duplicates. One that is not in the log is refused, so that a misspelt one does not read as "nothing happened".
    /// </summary>
    public IReadOnlyCollection<string>? Kinds { get; init => field = value is null ? null : (IReadOnlyCollection<string>)EventKinds.Require(value, nameof(value)); }

    /// <summary>Only events that occurred then or later; null for any.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only events that occurred before then; null for any.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether the newest come first, and pages go back in time. False unless set: in the order in which they were recorded.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>
    /// In order: only events with a larger <see cref="TenancyEvent.Sequence"/>, 0 for all that ever were; newest first: only events with
    /// a smaller one. Null for where the log begins, or where it ends. 0 or more.
    /// </summary>
    public long? After
    {
        get;
        init
        {
            if (value is { } after)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(after, nameof(value));
            }

            field = value;
        }
    }

    /// <summary>Most events to return, 1 to 1,000. 100 unless set.</summary>
    public int Limit { get; init => field = Page.Limit(value, nameof(Limit)); } = 100;

    /// <summary>Every name that <see cref="Kinds"/> takes, in ordinal order.</summary>
    public static IReadOnlyList<string> AllKinds => EventKinds.All;

    /// <summary>
    /// Whether an event is of the kinds and the time that are asked for: for stores, so that all say the same. Its tenant and its
    /// place in the log are the store's to judge.
    /// </summary>
    public bool Matches(TenancyEvent tenancyEvent)
    {
        ArgumentNullException.ThrowIfNull(tenancyEvent);
        return (Kinds is null || Kinds.Contains(tenancyEvent.GetType().Name))
            && (From is not { } from || tenancyEvent.OccurredAt >= from)
            && (Until is not { } until || tenancyEvent.OccurredAt < until);
    }
}
