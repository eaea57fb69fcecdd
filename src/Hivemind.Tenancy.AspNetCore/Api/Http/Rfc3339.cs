using System.Globalization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Times in bodies and queries.</summary>
internal static class Rfc3339
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>A time in whole microseconds, the finest that is kept.</summary>
    /// <exception cref="ApiProblemException">It is no time, or has no offset: it would mean another time on another host.</exception>
    public static DateTimeOffset Parse(string text, string name)
    {
        bool hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        return hasOffset && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond))
            : throw ApiProblemException.Invalid($"{name} has to be a time like 2030-12-31T23:59:59Z, with Z or an offset.");
    }
}
