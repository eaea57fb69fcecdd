using System.Text.Json;

namespace Hivemind.Tenancy.ApiClient.Tests;

/// <summary>Whether JSON is what a schema of the document says, as far as the document's schemas go, and has no member beyond it.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    private const string Prefix = "#/components/schemas/";

    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Find(JsonElement value, JsonElement schema, string at = "$")
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()![Prefix.Length..]);
        }

        if (schema.TryGetProperty("oneOf", out JsonElement choices))
        {
            string?[] wrong = [.. choices.EnumerateArray().Select(choice => Find(value, choice, at))];
            return wrong.Contains(null) ? null : wrong[^1];
        }

        if (!Types(schema).Contains(TypeOf(value)))
        {
            return $"{at} is {value.GetRawText()}, not {string.Join(" or ", Types(schema))}";
        }

        if (schema.TryGetProperty("enum", out JsonElement names) && names.EnumerateArray().All(n => n.GetString() != value.GetString()))
        {
            return $"{at} is {value.GetRawText()}, which is none of {names.GetRawText()}";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Select((item, i) => Find(item, schema.GetProperty("items"), $"{at}[{i}]")).FirstOrDefault(w => w is not null),
            JsonValueKind.Object => FindInObject(value, schema, at),
            _ => null,
        };
    }

    private string? FindInObject(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("required", out JsonElement required)
            && required.EnumerateArray().FirstOrDefault(r => !value.TryGetProperty(r.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing)
        {
            return $"{at}.{missing.GetString()} is missing";
        }

        bool isOpen = !schema.TryGetProperty("properties", out JsonElement properties);
        bool isMap = schema.TryGetProperty("additionalProperties", out JsonElement additional) && additional.ValueKind == JsonValueKind.Object;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            string name = $"{at}.{member.Name}";
            string? wrong = !isOpen && properties.TryGetProperty(member.Name, out JsonElement property) ? Find(member.Value, property, name)
                : isMap ? Find(member.Value, additional, name)
                : isOpen ? null
                : $"{name} is not in the document";
            if (wrong is not null)
            {
                return wrong;
            }
        }

        return null;
    }

    private static IEnumerable<string> Types(JsonElement schema)
    {
        JsonElement type = schema.GetProperty("type");
        IEnumerable<string> types = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];
        return types.SelectMany(t => t == "number" ? new[] { "number", "integer" } : [t]);
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        _ => "object",
    };
}
