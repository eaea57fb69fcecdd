using System.Globalization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Times as people type them, in UTC: as a browser's field for a date and a time sends them, in every culture.</summary>
internal static class TypedTime
{
    private const string Minutes = "yyyy-MM-dd'T'HH:mm";

    /// <summary>Reads a time.</summary>
    /// <exception cref="FieldException">It is none.</exception>
    public static DateTimeOffset Read(string text) => DateTimeOffset.TryParseExact(
        text, [Minutes, Minutes + "':'ss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
        ? time
        : throw new FieldException("Say until when, as a date and a time in UTC, for instance {0}.", "2030-12-31T23:59");

    /// <summary>A time as <see cref="Read"/> reads it, to the minute.</summary>
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Minutes, CultureInfo.InvariantCulture);
}
