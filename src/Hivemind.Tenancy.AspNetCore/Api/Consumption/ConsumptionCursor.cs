using System.Globalization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A place in the order of windows: when one began, of which meter, and its number, which is all that the order looks at.</summary>
internal static class ConsumptionCursor
{
    /// <summary>A meter's name and two numbers.</summary>
    private const int LongestPlace = TenancyLimits.ResourceNameLength + (2 * 20);

    public static string After(ConsumptionWindow window) =>
        Cursor.After(string.Create(CultureInfo.InvariantCulture, $"{window.Start.UtcTicks} {window.Number} {window.Meter}"));

    /// <returns>A window that stands there; null when there is no cursor.</returns>
    /// <exception cref="ApiProblemException">It is none of ours.</exception>
    public static ConsumptionWindow? Read(string? cursor)
    {
        if (Cursor.Read(cursor, LongestPlace) is not { } place)
        {
            return null;
        }

        return place.Split(' ') is [string ticks, string number, string meter]
            && TryParse(ticks, out long began) && began <= DateTimeOffset.MaxValue.UtcTicks
            && TryParse(number, out long nth)
            ? new ConsumptionWindow(default, default, meter, nth, default, string.Empty, new DateTimeOffset(began, TimeSpan.Zero), default, 0, IsOpen: false)
            : throw Cursor.Malformed();
    }

    private static bool TryParse(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
