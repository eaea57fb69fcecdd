using System.Text.Json.Nodes;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>JSON merge patch, RFC 7396.</summary>
internal static class JsonMerge
{
    /// <summary>Applies <paramref name="patch"/> to <paramref name="target"/>, which changes.</summary>
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject within)
            {
                if (target[name] is not JsonObject inner)
                {
                    target[name] = inner = [];
                }

                Apply(inner, within);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
