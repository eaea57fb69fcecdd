namespace TraceReplay;

/// <summary>What messages are made of.</summary>
internal static class Printable
{
    private const int MaxLength = 40;

    /// <summary>A regular noun in the number that goes with a count.</summary>
    public static string Noun(int count, string singular) => count == 1 ? singular : singular + "s";

    /// <summary>Foreign text made fit for a message: short, and without characters that steer a terminal.</summary>
    public static string Excerpt(ReadOnlySpan<char> text)
    {
        bool fits = text.Length <= MaxLength;
        Span<char> shown = stackalloc char[MaxLength];
        ReadOnlySpan<char> kept = fits ? text : text[..MaxLength];
        for (int i = 0; i < kept.Length; i++)
        {
            shown[i] = char.IsControl(kept[i]) ? '?' : kept[i];
        }

        return string.Concat(shown[..kept.Length], fits ? string.Empty : "...");
    }
}
