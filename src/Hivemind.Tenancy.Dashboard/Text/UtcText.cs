using System.Globalization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>A time within a sentence, in UTC: year, month and day in the order that everybody reads in one way, whatever the culture.</summary>
internal static class UtcText
{
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
