using System.Globalization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>A time within a sentence, in UTC and the reader's culture.</summary>
internal static class UtcText
{
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("g", CultureInfo.CurrentCulture) + " UTC";
}
