namespace Hivemind.Tenancy;

/// <summary>
/// Where the calendar of a time zone begins its periods. A day that has no midnight, because the clock is set over it, begins where the clock goes on;
/// one whose midnight comes twice begins at the first; an hour that comes twice begins twice.
/// </summary>
public static class CalendarPeriods
{
    /// <summary>Every zone is off UTC by a multiple of this, since 1972; before, periods begin where this finds them.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>Within this of a midnight every zone has set its clock once at most.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromHours(36);

    /// <summary>The beginning of the period in which a time lies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public static DateTimeOffset Start(CalendarUnit unit, DateTimeOffset time, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (unit is CalendarUnit.Minute or CalendarUnit.Hour)
        {
            return unit == CalendarUnit.Minute ? Floor(time, TimeSpan.FromMinutes(1)) : StartOfHour(time, zone);
        }

        DateTime first = FirstDay(unit, TimeZoneInfo.ConvertTime(time, zone).DateTime);
        for (int periods = 1; ; periods--)
        {
            if (Begins(Moved(unit, first, periods), zone) is var start && start <= time)
            {
                return start;
            }
        }
    }

    /// <summary>The first beginning of a period after a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public static DateTimeOffset Next(CalendarUnit unit, DateTimeOffset time, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (unit is CalendarUnit.Minute or CalendarUnit.Hour)
        {
            return unit == CalendarUnit.Minute ? Floor(time, TimeSpan.FromMinutes(1)) + TimeSpan.FromMinutes(1) : NextHour(time, zone);
        }

        DateTime first = FirstDay(unit, TimeZoneInfo.ConvertTime(time, zone).DateTime);
        for (int periods = 0; ; periods++)
        {
            if (Begins(Moved(unit, first, periods), zone) is var start && start > time)
            {
                return start;
            }
        }
    }

    /// <summary>When a day begins.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return Begins(day.ToDateTime(TimeOnly.MinValue), zone);
    }

    private static DateTimeOffset StartOfHour(DateTimeOffset time, TimeZoneInfo zone)
    {
        DateTimeOffset start = Floor(time, Step);
        while (IsSameHour(start - Step, time, zone))
        {
            start -= Step;
        }

        return start;
    }

    private static DateTimeOffset NextHour(DateTimeOffset time, TimeZoneInfo zone)
    {
        DateTimeOffset next = Floor(time, Step) + Step;
        while (IsSameHour(next, time, zone))
        {
            next += Step;
        }

        return next;
    }

    private static bool IsSameHour(DateTimeOffset one, DateTimeOffset other, TimeZoneInfo zone)
    {
        DateTimeOffset first = TimeZoneInfo.ConvertTime(one, zone);
        DateTimeOffset second = TimeZoneInfo.ConvertTime(other, zone);
        return first.Offset == second.Offset && first.Date == second.Date && first.Hour == second.Hour;
    }

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step) => TenancyClock.FromTicks(time.UtcTicks - (time.UtcTicks % step.Ticks));

    private static DateTime FirstDay(CalendarUnit unit, DateTime local) => unit switch
    {
        CalendarUnit.Day => local.Date,
        CalendarUnit.Week => local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7)),
        CalendarUnit.Month => new DateTime(local.Year, local.Month, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "There is no such unit."),
    };

    private static DateTime Moved(CalendarUnit unit, DateTime first, int periods) =>
        unit == CalendarUnit.Month ? first.AddMonths(periods) : first.AddDays(periods * (unit == CalendarUnit.Week ? 7 : 1));

    /// <summary>The first moment at which the clock shows a midnight or later.</summary>
    private static DateTimeOffset Begins(DateTime midnight, TimeZoneInfo zone)
    {
        DateTimeOffset inUtc = TenancyClock.FromTicks(midnight.Ticks);
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
