namespace Hivemind.Tenancy;

/// <summary>What the parameters for provisioners have to be: keys as those of labels, longer values.</summary>
internal static class ParameterRules
{
    public static IReadOnlyDictionary<string, string> Parameters(IReadOnlyDictionary<string, string> value)
    {
        ArgumentNullException.ThrowIfNull(value);

        // What is checked is the copy that is kept, whatever the caller's dictionary becomes.
        ValueMap<string> parameters = ValueMap<string>.Create(value);
        if (parameters.Count > TenancyLimits.Parameters)
        {
            throw new ArgumentException($"{parameters.Count} parameters: at most {TenancyLimits.Parameters} are allowed.", nameof(value));
        }

        foreach ((string key, string text) in parameters)
        {
            Requires.Line(key, "Parameter key", TenancyLimits.LabelTextLength, nameof(value));
            Requires.Text(text, $"Value of parameter '{key}'", TenancyLimits.ParameterLength, multiline: false, nameof(value));
        }

        return parameters;
    }
}
