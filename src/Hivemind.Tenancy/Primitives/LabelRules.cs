namespace Hivemind.Tenancy;

/// <summary>What the host's own marks have to be, on tenants and on allocations, and the parameters for its provisioners: texts by key.</summary>
internal static class LabelRules
{
    public static IReadOnlyDictionary<string, string> Labels(IReadOnlyDictionary<string, string> value)
    {
        ArgumentNullException.ThrowIfNull(value);

        // Checked before, as labels, or as parameters, whose values may be longer.
        return value is ValueMap<string> known && known.Values.All(text => text.Length <= TenancyLimits.LabelTextLength)
            ? value
            : Checked(value, "Label", "label", TenancyLimits.Labels, TenancyLimits.LabelTextLength);
    }

    public static IReadOnlyDictionary<string, string> Parameters(IReadOnlyDictionary<string, string> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Checked(value, "Parameter", "parameter", TenancyLimits.Parameters, TenancyLimits.ParameterLength);
    }

    private static ValueMap<string> Checked(IReadOnlyDictionary<string, string> value, string title, string name, int most, int longest)
    {
        // What is checked is the copy that is kept, whatever the caller's dictionary becomes.
        ValueMap<string> texts = ValueMap<string>.Create(value);
        if (texts.Count > most)
        {
            throw new ArgumentException($"{texts.Count} {name}s: at most {most} are allowed.", nameof(value));
        }

        foreach ((string key, string text) in texts)
        {
            Requires.Line(key, $"{title} key", TenancyLimits.LabelTextLength, nameof(value));
            Requires.Text(text, $"Value of {name} '{key}'", longest, multiline: false, nameof(value));
        }

        return texts;
    }
}
