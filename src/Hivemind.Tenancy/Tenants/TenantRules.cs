namespace Hivemind.Tenancy;

/// <summary>What <see cref="Tenant"/> and <see cref="TenantSpec"/> ask of their collections.</summary>
internal static class TenantRules
{
    public static IReadOnlyList<string> Namespaces(IReadOnlyList<string> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        ValueList<string> set = ValueList<string>.CreateSet(value.Select(n => Requires.Label(n, "Namespace", nameof(value))));
        return set.Count <= TenancyLimits.Namespaces ? set : throw new ArgumentException(
            $"{set.Count} namespaces: at most {TenancyLimits.Namespaces} are allowed.", nameof(value));
    }

    public static IReadOnlyDictionary<string, string> Labels(IReadOnlyDictionary<string, string> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value is ValueMap<string>)
        {
            return value;
        }

        // What is checked is the copy that is kept, whatever happens to the caller's dictionary meanwhile.
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
