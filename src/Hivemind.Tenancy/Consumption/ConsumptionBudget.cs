namespace Hivemind.Tenancy;

/// <summary>
/// How much of a meter a tenant may use up in a window, which begins and ends where the calendar of a time zone says. What is left at its end is
/// not carried over.
/// </summary>
/// <param name="Limit">How much at most: 0 to 2^53, in whole units of the meter.</param>
/// <param name="Window">How long the window is.</param>
/// <example><code>
/// new ConsumptionBudget(1_000_000, CalendarUnit.Month) { TimeZoneId = "Europe/Berlin" }
/// </code></example>
public sealed record ConsumptionBudget(long Limit, CalendarUnit Window)
{
    /// <summary>How a meter is counted that has no budget: by calendar months in UTC.</summary>
    internal const CalendarUnit WindowOfUnlimited = CalendarUnit.Month;

    internal const string Utc = "UTC";

    private TimeZoneInfo? _zone;

    /// <summary>How much at most.</summary>
    public long Limit { get; init => field = Checked(value); } = Checked(Limit);

    /// <summary>How long the window is.</summary>
    public CalendarUnit Window { get; init => field = Requires.Defined(value, "Window", nameof(value)); } = Requires.Defined(Window, "Window");

    /// <summary>Whose calendar says where windows begin, by its IANA name: the same has to be known on every host. <c>UTC</c> unless set.</summary>
    /// <exception cref="ArgumentException">This host knows no such time zone.</exception>
    public string TimeZoneId
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(value, out TimeZoneInfo? zone))
            {
                throw new ArgumentException($"There is no time zone '{(value.Length <= 80 ? value : value[..80])}': an IANA name, such as Europe/Berlin, is needed.", nameof(value));
            }

            (field, _zone) = (value, zone);
        }
    } = Utc;

    /// <summary>Whether it only counts, raises thresholds and says what is over, and never refuses. False unless set.</summary>
    public bool IsPostPaid { get; init; }

    internal TimeZoneInfo Zone => _zone ?? TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public bool Equals(ConsumptionBudget? other) => ReferenceEquals(this, other)
        || (other is not null && Limit == other.Limit && Window == other.Window && TimeZoneId == other.TimeZoneId && IsPostPaid == other.IsPostPaid);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Limit, Window, TimeZoneId, IsPostPaid);

    private static long Checked(long limit) => limit is >= 0 and <= ConsumptionAmounts.MaxAmount
        ? limit
        : throw new ArgumentOutOfRangeException(nameof(limit), limit, $"A budget is 0 to {ConsumptionAmounts.MaxAmount}.");
}
