using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Reads query parameters, which are bound as text so that a malformed one is answered as everything else.</summary>
internal static class QueryText
{
    public const int DefaultLimit = 100;

    /// <summary>Most tenants to skip by number: each is read on the way. A cursor costs nothing however far it is.</summary>
    public const int MaxOffset = 100_000;

    /// <exception cref="ApiProblemException">It is not 1 to 1,000.</exception>
    public static int Limit(string? text) => (int)Number(text, "limit", 1, TenancyLimits.PageSize, DefaultLimit);

    /// <exception cref="ApiProblemException">It is not within the range.</exception>
    public static long Number(string? text, string name, long min, long max, long otherwise) =>
        text is null ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= min && value <= max ? value
        : throw ApiProblemException.Invalid($"{name} has to be a whole number from {min} to {max}.");

    /// <exception cref="ApiProblemException">It is none of them.</exception>
    public static TEnum? Name<TEnum>(string? text, string name)
        where TEnum : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        string[] names = [.. Enum.GetNames<TEnum>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
        int index = Array.IndexOf(names, text);
        return index >= 0 ? Enum.GetValues<TEnum>()[index] : throw ApiProblemException.Invalid($"{name} has to be one of {string.Join(", ", names)}.");
    }

    /// <exception cref="ApiProblemException">It is neither true nor false.</exception>
    public static bool Flag(string? text, string name) => text switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw ApiProblemException.Invalid($"{name} has to be true or false."),
    };

    /// <exception cref="ApiProblemException">It is no time.</exception>
    public static DateTimeOffset? Time(string? text, string name) => text is null ? null : Rfc3339.Parse(text, name);

    /// <exception cref="ApiProblemException">This host knows no such time zone.</exception>
    public static TimeZoneInfo Zone(string? name) => name is null ? TimeZoneInfo.Utc
        : TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone
        : throw ApiProblemException.Invalid("time_zone has to be an IANA name that this host knows, such as Europe/Berlin.");

    /// <summary>Labels as <c>key=value</c> each; a value may hold <c>=</c>, too.</summary>
    /// <exception cref="ApiProblemException">One has no <c>=</c>, or a key comes twice.</exception>
    public static IReadOnlyDictionary<string, string> Labels(string[]? texts, string name)
    {
        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach (string text in texts ?? [])
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || !labels.TryAdd(text[..at], text[(at + 1)..]))
            {
                throw ApiProblemException.Invalid($"{name} has to be key=value, each key once.");
            }
        }

        return labels;
    }

    /// <summary>What the store would take as it is: checked here, because not every store can say what is wrong with it.</summary>
    /// <exception cref="ApiProblemException">It is empty, too long, or holds control characters.</exception>
    public static string? Line(string? text, string name, int maxLength) =>
        text is null || (text.Length > 0 && text.Length <= maxLength && IsClean(text))
            ? text
            : throw ApiProblemException.Invalid($"{name} has to be 1 to {maxLength} characters without control characters.");

    private static bool IsClean(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out Rune rune, out int length) != OperationStatus.Done || Rune.IsControl(rune))
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }
}
