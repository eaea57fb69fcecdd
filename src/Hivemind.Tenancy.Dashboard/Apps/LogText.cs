using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>
/// What programs have written, so that it can stand on a page: what would move, hide or turn the text around it is shown instead of obeyed.
/// Colours of terminals are left out.
/// </summary>
internal static class LogText
{
    private static readonly SearchValues<char> ColourCharacters = SearchValues.Create("0123456789;:");

    /// <summary>As <see cref="Harmless"/>, between isolates (U+2068, U+2069), for a place within a sentence.</summary>
    public static string Isolated(string text, int maxLength) => $"\u2068{Harmless(text, maxLength)}\u2069";

    /// <summary>A text without anything that is obeyed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">Most characters that are looked at; what comes after is left out, and an ellipsis says so.</param>
    public static string Harmless(string text, int maxLength)
    {
        int end = Math.Min(text.Length, maxLength);
        StringBuilder shown = new(end);
        for (int i = 0; i < end; i++)
        {
            char c = text[i];
            if (c == '\u001b' && ColourLength(text.AsSpan(i, end - i)) is > 0 and int length)
            {
                i += length - 1;
            }
            else if (char.IsHighSurrogate(c) && i + 1 < end && char.IsLowSurrogate(text[i + 1]))
            {
                shown.Append(c).Append(text[++i]);
            }
            else
            {
                Append(shown, c);
            }
        }

        return (end < text.Length ? shown.Append('…') : shown).ToString();
    }

    private static void Append(StringBuilder shown, char c)
    {
        if (c == '\t')
        {
            shown.Append(c);
        }
        else if (c < ' ')
        {
            shown.Append((char)(0x2400 + c)); // ␛ and its like
        }
        else if (c == '\u007f')
        {
            shown.Append('\u2421');
        }
        else if (char.IsSurrogate(c))
        {
            shown.Append('\ufffd');
        }
        else if (char.IsControl(c) || (c is not ('\u200c' or '\u200d') && char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
        {
            shown.Append(CultureInfo.InvariantCulture, $"[U+{(int)c:X4}]");
        }
        else
        {
            shown.Append(c);
        }
    }

    /// <summary>How long a terminal's sequence for colours is that begins here; 0 for none.</summary>
    private static int ColourLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[1] != '[')
        {
            return 0;
        }

        int end = text[2..].IndexOfAnyExcept(ColourCharacters);
        return end >= 0 && text[2 + end] == 'm' ? end + 3 : 0;
    }
}
