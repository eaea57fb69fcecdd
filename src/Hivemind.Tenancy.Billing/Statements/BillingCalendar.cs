namespace Hivemind.Tenancy.Billing;

/// <summary>Where the calendar of a time zone begins its days.</summary>
internal static class BillingCalendar
{
    /// <summary>Every zone is off UTC by a multiple of this, since 1972.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>Within this of a midnight every zone has set its clock once at most.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromHours(36);

    /// <summary>
    /// The first moment at which the clock shows midnight of a day or later: a day that has no midnight begins where the clock goes on, one whose midnight comes twice at
    /// the first. The core's meter cuts months at the same moments.
    /// </summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        DateTime midnight = day.ToDateTime(TimeOnly.MinValue);
        DateTimeOffset inUtc = new(midnight, TimeSpan.Zero);
        DateTimeOffset byOffsetBefore = inUtc - zone.GetUtcOffset(inUtc - Around);
        DateTimeOffset byOffsetAfter = inUtc - zone.GetUtcOffset(inUtc + Around);
        DateTimeOffset start = byOffsetBefore < byOffsetAfter ? byOffsetBefore : byOffsetAfter;
        while (TimeZoneInfo.ConvertTime(start, zone).DateTime < midnight)
        {
            start += Step;
        }

        return start;
    }
}
