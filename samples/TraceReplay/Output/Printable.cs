namespace TraceReplay;

/// <summary>Foreign text made fit for a message: short, and without characters that steer a terminal.</summary>
internal static class Printable
{
    private const int MaxLength = 40;

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
