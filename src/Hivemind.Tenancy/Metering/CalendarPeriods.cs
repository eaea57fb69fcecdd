namespace Hivemind.Tenancy;

/// <summary>
/// Where the calendar of a time zone begins its periods. A day that has no midnight, because the clock is set over it, begins where the clock goes on;
/// an hour that comes twice begins twice.
/// </summary>
internal static class CalendarPeriods
{
    /// <summary>Every zone is off UTC by a multiple of this, since 1972; before, periods begin where this finds them.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>The first beginning of a period after a time.</summary>
    public static DateTimeOffset Next(MeterPeriod period, DateTimeOffset time, TimeZoneInfo zone)
    {
        DateTime local = TimeZoneInfo.ConvertTime(time, zone).DateTime;
        return period switch
        {
            MeterPeriod.Hour => NextHour(time, zone),
            MeterPeriod.Day => After(time, local.Date, 1, zone),
            MeterPeriod.Month => AfterMonth(time, new DateTime(local.Year, local.Month, 1), zone),
            _ => DateTimeOffset.MaxValue,
        };
    }

    private static DateTimeOffset NextHour(DateTimeOffset time, TimeZoneInfo zone)
    {
        DateTime hour = Hour(time);
        DateTimeOffset next = new(time.UtcTicks - (time.UtcTicks % Step.Ticks), TimeSpan.Zero);
        TimeSpan offset = zone.GetUtcOffset(time);
        do
        {
            next += Step;
        }
        while (Hour(next) == hour && zone.GetUtcOffset(next) == offset);
        return next;

        DateTime Hour(DateTimeOffset at)
        {
            DateTime local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
            return local.Date.AddHours(local.Hour);
        }
    }

    private static DateTimeOffset After(DateTimeOffset time, DateTime day, int days, TimeZoneInfo zone)
    {
        DateTimeOffset start = StartOf(day.AddDays(days), zone);
        return start > time ? start : After(time, day, days + 1, zone);
    }

    private static DateTimeOffset AfterMonth(DateTimeOffset time, DateTime month, TimeZoneInfo zone)
    {
        DateTimeOffset start = StartOf(month.AddMonths(1), zone);
        return start > time ? start : AfterMonth(time, month.AddMonths(1), zone);
    }

    /// <summary>The first moment at which the clock shows midnight of a day or later.</summary>
    private static DateTimeOffset StartOf(DateTime midnight, TimeZoneInfo zone)
    {
        DateTime local = DateTime.SpecifyKind(midnight, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local))
        {
            local += Step;
        }

        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
