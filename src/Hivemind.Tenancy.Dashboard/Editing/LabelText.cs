namespace Hivemind.Tenancy.Dashboard;

/// <summary>Labels as lines of key=value.</summary>
internal static class LabelText
{
    public static string Write(IReadOnlyDictionary<string, string> labels) =>
        string.Join('\n', labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));

    /// <exception cref="FieldException">A line is no key=value, or a key stands there twice.</exception>
    public static Dictionary<string, string> Read(string text)
    {
        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int at = line.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new FieldException("'{0}' is no label. Write one label a line, as key=value.", Typed.Shortened(line, 80));
            }

            string key = line[..at].TrimEnd();
            if (!labels.TryAdd(key, line[(at + 1)..].TrimStart()))
            {
                throw new FieldException("The label '{0}' stands there twice.", key);
            }
        }

        return labels;
    }

    /// <summary>A tenant with other labels; refused where those it has cannot be written as lines, for then nobody could have seen what they take away.</summary>
    public static Tenant Set(Tenant tenant, string text)
    {
        Tenant same = tenant with { Labels = ReadOrNone(Write(tenant.Labels)) };
        return same == tenant ? tenant with { Labels = Read(text) } : throw new FieldException(
            "A label of this tenant has '=' in its key, or white space at its ends, and cannot be shown here as it is. Change the labels over the Tenant API.");
    }

    private static Dictionary<string, string> ReadOrNone(string text)
    {
        try
        {
            return Read(text);
        }
        catch (FieldException)
        {
            return [];
        }
    }
}
