namespace Hivemind.Tenancy.Tests;

/// <summary>Where windows and periods begin, compared with a clock that is watched every quarter of an hour.</summary>
public sealed class CalendarWatchTests
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>Zones and a time of change: summer time north and south, at midnight, by half an hour, over the date line, and none.</summary>
    public static TheoryData<string, string> Changes => new()
    {
        { "Europe/Berlin", "2026-03-29" },
        { "Europe/Berlin", "2026-10-25" },
        { "America/New_York", "2026-03-08" },
        { "America/New_York", "2026-11-01" },
        { "America/Sao_Paulo", "2018-11-04" },
        { "America/Sao_Paulo", "2018-02-18" },
        { "America/Santiago", "2025-09-07" },
        { "Asia/Beirut", "2025-03-30" },
        { "Asia/Beirut", "2025-10-26" },
        { "Atlantic/Azores", "2026-10-25" },
        { "Australia/Lord_Howe", "2026-04-05" },
        { "Australia/Lord_Howe", "2026-10-04" },
        { "Pacific/Apia", "2011-12-30" },
        { "Asia/Kathmandu", "2026-06-01" },
        { "UTC", "2026-01-01" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Periods_begin_where_a_watched_clock_shows_it(string zoneId, string change)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        DateTimeOffset around = DateTimeOffset.Parse(change + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        foreach ((CalendarUnit unit, int days) in new[] { (CalendarUnit.Hour, 3), (CalendarUnit.Day, 5), (CalendarUnit.Week, 20), (CalendarUnit.Month, 70) })
        {
            List<DateTimeOffset> watched = Watched(unit, zone, around.AddDays(-days), around.AddDays(days));
            watched.Should().HaveCountGreaterThan(2);
            for (int i = 0; i + 1 < watched.Count; i++)
            {
                foreach (DateTimeOffset time in new[] { watched[i], watched[i].AddTicks(1), watched[i] + Quarter - TimeSpan.FromTicks(1), watched[i + 1].AddTicks(-1) })
                {
                    CalendarPeriods.Start(unit, time, zone).Should().Be(watched[i], "{0} of {1} at {2:O}", unit, zoneId, time);
                    CalendarPeriods.Next(unit, time, zone).Should().Be(watched[i + 1], "{0} of {1} at {2:O}", unit, zoneId, time);
                }
            }
        }
    }

    [Fact]
    public void Minutes_are_the_clocks()
    {
        DateTimeOffset time = new DateTimeOffset(2026, 3, 29, 0, 59, 59, TimeSpan.Zero).AddMilliseconds(999);

        CalendarPeriods.Start(CalendarUnit.Minute, time, TimeZoneInfo.Utc).Should().Be(new DateTimeOffset(2026, 3, 29, 0, 59, 0, TimeSpan.Zero));
        CalendarPeriods.Next(CalendarUnit.Minute, time, TimeZoneInfo.Utc).Should().Be(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero));
    }

    /// <summary>The moments at which the clock first shows a later period, or for hours another one.</summary>
    private static List<DateTimeOffset> Watched(CalendarUnit unit, TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset until)
    {
        List<DateTimeOffset> begun = [];
        (DateTime Period, TimeSpan Offset) last = Shown(from);
        DateTime latest = last.Period;
        for (DateTimeOffset time = from + Quarter; time < until; time += Quarter)
        {
            (DateTime Period, TimeSpan Offset) shown = Shown(time);
            if (unit == CalendarUnit.Hour ? shown != last : shown.Period > latest)
            {
                begun.Add(time);
            }

            last = shown;
            latest = shown.Period > latest ? shown.Period : latest;
        }

        return begun;

        (DateTime Period, TimeSpan Offset) Shown(DateTimeOffset time)
        {
            DateTimeOffset shown = TimeZoneInfo.ConvertTime(time, zone);
            DateTime date = shown.Date;
            return (unit switch
            {
                CalendarUnit.Hour => date.AddHours(shown.Hour),
                CalendarUnit.Day => date,
                CalendarUnit.Week => Enumerable.Range(0, 7).Select(i => date.AddDays(-i)).First(d => d.DayOfWeek == DayOfWeek.Monday),
                _ => date.AddDays(1 - date.Day),
            }, shown.Offset);
        }
    }
}
