using System.Globalization;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The time that is shown: a day by hours, a month by days, or a year by months, by a time zone's calendar.</summary>
public sealed record HistorySpan
{
    private HistorySpan(UsageAddress address, DateOnly first, DateOnly current, DateTimeOffset now)
    {
        (Address, First, Now) = (address, first, now);
        Start = CalendarPeriods.StartOf(first, address.Zone);
        End = CalendarPeriods.StartOf(Moved(address.By, first, 1), address.Zone);
        DateOnly before = Moved(address.By, first, -1);
        Before = before.Year >= UsageAddress.FirstYear ? address with { At = before, After = null } : null;
        After = first < current ? address with { At = Moved(address.By, first, 1), After = null } : null;
        Periods = [.. PeriodsOf()];
    }

    /// <summary>What was asked for.</summary>
    public UsageAddress Address { get; }

    /// <summary>Its first day.</summary>
    public DateOnly First { get; }

    /// <summary>The moment up to which it was measured.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>When it begins.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset End { get; }

    /// <summary>Its periods, in order, those that lie ahead included.</summary>
    public IReadOnlyList<HistoryPeriod> Periods { get; }

    /// <summary>The one before; null when that is earlier than can be asked for.</summary>
    public UsageAddress? Before { get; }

    /// <summary>The one after; null when that lies ahead.</summary>
    public UsageAddress? After { get; }

    /// <summary>What it is called, in the reader's culture.</summary>
    public string Name => Address.By switch
    {
        CalendarUnit.Hour => First.ToString("D", CultureInfo.CurrentCulture),
        CalendarUnit.Month => First.ToString("yyyy", CultureInfo.CurrentCulture),
        _ => First.ToString("Y", CultureInfo.CurrentCulture),
    };

    /// <summary>What to measure; null when nothing of it has passed.</summary>
    public MeterQuery? ToMeterQuery(TenantReference tenant) => Now <= Start ? null : new MeterQuery(Start, Now < End ? Now : End)
    {
        Tenant = tenant,
        Period = Address.By,
        TimeZone = Address.Zone,
    };

    /// <summary>The time that an address asks for; that of now where it asks for none, or for one that lies ahead.</summary>
    /// <param name="address">What is asked for.</param>
    /// <param name="now">By the store's clock, in whole microseconds.</param>
    internal static HistorySpan Of(UsageAddress address, DateTimeOffset now)
    {
        DateOnly current = FirstDay(address.By, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, address.Zone).DateTime));
        DateOnly asked = address.At is { } at ? FirstDay(address.By, at) : current;
        DateOnly first = asked < current ? asked : current;
        return new HistorySpan(address with { At = first < current ? first : null }, first, current, now);
    }

    private static DateOnly FirstDay(CalendarUnit by, DateOnly day) => by switch
    {
        CalendarUnit.Hour => day,
        CalendarUnit.Month => new DateOnly(day.Year, 1, 1),
        _ => new DateOnly(day.Year, day.Month, 1),
    };

    private static DateOnly Moved(CalendarUnit by, DateOnly first, int spans) => by switch
    {
        CalendarUnit.Hour => first.AddDays(spans),
        CalendarUnit.Month => first.AddYears(spans),
        _ => first.AddMonths(spans),
    };

    private IEnumerable<HistoryPeriod> PeriodsOf()
    {
        for (DateTimeOffset start = Start; start < End; start = CalendarPeriods.Next(Address.By, start, Address.Zone))
        {
            DateTimeOffset end = CalendarPeriods.Next(Address.By, start, Address.Zone);
            DateTimeOffset measured = Now <= start ? start : Now < end ? Now : end;
            DateTime local = TimeZoneInfo.ConvertTime(start, Address.Zone).DateTime;
            yield return new HistoryPeriod(start, end, measured, NameOf(start, local), MarkOf(local));
        }
    }

    /// <summary>An hour that comes twice says which it is.</summary>
    private string NameOf(DateTimeOffset start, DateTime local) => Address.By switch
    {
        CalendarUnit.Hour when Address.Zone.IsAmbiguousTime(local) =>
            $"{local.ToString("t", CultureInfo.CurrentCulture)} (UTC{TimeZoneInfo.ConvertTime(start, Address.Zone).ToString("zzz", CultureInfo.InvariantCulture)})",
        CalendarUnit.Hour => local.ToString("t", CultureInfo.CurrentCulture),
        CalendarUnit.Month => local.ToString("Y", CultureInfo.CurrentCulture),
        _ => local.ToString("M", CultureInfo.CurrentCulture),
    };

    /// <summary>Few enough for a narrow screen.</summary>
    private string? MarkOf(DateTime local) => Address.By switch
    {
        CalendarUnit.Hour => local.Hour % 6 == 0 && local.Minute == 0 ? local.ToString("t", CultureInfo.CurrentCulture) : null,
        CalendarUnit.Month => local.Month % 3 == 1 ? local.ToString("MMM", CultureInfo.CurrentCulture) : null,
        _ => local.Day % 7 == 1 ? local.Day.ToString(CultureInfo.CurrentCulture) : null,
    };
}
