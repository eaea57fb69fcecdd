namespace Hivemind.Tenancy;

/// <summary>What the host's own marks have to be, on tenants and on allocations.</summary>
internal static class LabelRules
{
    public static IReadOnlyDictionary<string, string> Labels(IReadOnlyDictionary<string, string> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value is ValueMap<string> known && known.Values.All(text => text.Length <= TenancyLimits.LabelTextLength))
        {
            // Checked before, as labels, or as parameters, whose values may be longer.
            return value;
        }

        // What is checked is the copy that is kept, whatever the caller's dictionary becomes.
        ValueMap<string> labels = ValueMap<string>.Create(value);
        if (labels.Count > TenancyLimits.Labels)
        {
            throw new ArgumentException($"{labels.Count} labels: at most {TenancyLimits.Labels} are allowed.", nameof(value));
        }

        foreach ((string key, string text) in labels)
        {
            Requires.Line(key, "Label key", TenancyLimits.LabelTextLength, nameof(value));
            Requires.Text(text, $"Value of label '{key}'", TenancyLimits.LabelTextLength, multiline: false, nameof(value));
        }

        return labels;
    }
}
