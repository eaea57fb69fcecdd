using System.Globalization;
using System.Text;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What people have typed, within a sentence.</summary>
internal static class Typed
{
    /// <summary>
    /// Between isolates (U+2068, U+2069), so that text which runs from right to left does not turn the words around it. What would end them early or
    /// turn the direction by force (Unicode's explicit directional formatting) is shown instead of obeyed.
    /// </summary>
    public static string Isolated(string text)
    {
        if (!text.Any(IsDirection))
        {
            return $"\u2068{text}\u2069";
        }

        StringBuilder shown = new("\u2068");
        foreach (char c in text)
        {
            _ = IsDirection(c) ? shown.Append(CultureInfo.InvariantCulture, $"[U+{(int)c:X4}]") : shown.Append(c);
        }

        return shown.Append('\u2069').ToString();
    }

    /// <summary>So much of it as a sentence has room for.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="most">Most characters that are shown.</param>
    public static string Shortened(string text, int most) => text.Length > most ? text[..most] + "…" : text;

    private static bool IsDirection(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
