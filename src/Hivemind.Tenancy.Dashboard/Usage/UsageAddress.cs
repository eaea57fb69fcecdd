using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>What the page of usage is asked for, by its address: which time, and which allocations.</summary>
public sealed record UsageAddress
{
    internal const int FirstYear = 1970;

    private const int LongestZone = 64;
    private const int LastYear = 9990;

    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM", "yyyy"];

    /// <summary>Into what the time is cut: hours of a day, days of a month, or months of a year.</summary>
    public CalendarUnit By { get; init; } = CalendarUnit.Day;

    /// <summary>A day of the time that is shown; null for that of now.</summary>
    public DateOnly? At { get; init; }

    /// <summary>Whose calendar.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Whether a time zone was asked for that this host does not know.</summary>
    public bool IsZoneUnknown { get; init; }

    /// <summary>Only allocations in this namespace; null for any.</summary>
    public string? Namespace { get; init; }

    /// <summary>Only allocations of this source; null for any.</summary>
    public string? Source { get; init; }

    /// <summary>The last allocation of the page before; null for the first page.</summary>
    public string? After { get; init; }

    /// <summary>Whether only some allocations are asked for.</summary>
    public bool IsFiltered => Namespace is not null || Source is not null;

    /// <summary>For the address: how the time is cut.</summary>
    public string ByText => By switch { CalendarUnit.Hour => "hour", CalendarUnit.Month => "month", _ => "day" };

    /// <summary>For the address: which time; null for that of now.</summary>
    public string? AtText => At?.ToString(By switch { CalendarUnit.Hour => Formats[0], CalendarUnit.Month => Formats[2], _ => Formats[1] }, CultureInfo.InvariantCulture);

    /// <summary>For the address: the time zone; null for UTC.</summary>
    public string? ZoneText => Zone == TimeZoneInfo.Utc ? null : Zone.Id;

    /// <summary>Reads it. What makes no sense falls back to what is shown without it: a view is no place for errors.</summary>
    internal static UsageAddress Read(IQueryCollection query)
    {
        string? zoneId = One(query, "zone");
        TimeZoneInfo? zone = zoneId is null ? TimeZoneInfo.Utc : ZoneOf(zoneId);
        return new UsageAddress
        {
            By = One(query, "by") switch { "hour" => CalendarUnit.Hour, "month" => CalendarUnit.Month, _ => CalendarUnit.Day },
            At = DateOnly.TryParseExact(One(query, "at"), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly at)
                && at.Year is >= FirstYear and <= LastYear ? at : null,
            Zone = zone ?? TimeZoneInfo.Utc,
            IsZoneUnknown = zone is null,
            Namespace = One(query, "ns"),
            Source = One(query, "source"),
            After = One(query, "after"),
        };
    }

    /// <summary>The query part of the address.</summary>
    internal string ToAddress() => AddressText.Of(
        ("by", By == CalendarUnit.Day ? null : ByText), ("at", AtText), ("zone", ZoneText), ("ns", Namespace), ("source", Source), ("after", After)) is { Length: > 0 } text ? text : "?";

    private static TimeZoneInfo? ZoneOf(string id) =>
        id.Length <= LongestZone
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
        && TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone)
        && zone.HasIanaId ? zone : null;

    private static string? One(IQueryCollection query, string name) =>
        query[name].FirstOrDefault()?.Trim() is { Length: > 0 and <= TenancyLimits.AllocationIdLength } value && !value.Any(char.IsControl) ? value : null;
}
