using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Says in the caller's terms what is wrong with a body. The serializer's own messages name types of this package and change with its
/// version, so they are not passed on.
/// </summary>
internal static class JsonDiagnosis
{
    private const int LongestPath = 200;

    /// <summary>What the serializer would let pass: of an enumeration it takes any case, and several names at once for their sum.</summary>
    /// <returns>What is wrong; null when nothing is, as far as can be seen here.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">It holds text that is no Unicode.</exception>
    public static string? Find(ReadOnlyMemory<byte> utf8, JsonTypeInfo type)
    {
        using JsonDocument document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = type.Options.MaxDepth });
        return Find(document.RootElement, type, "$");
    }

    /// <summary>Why the serializer did not take it.</summary>
    public static string Explain(ReadOnlyMemory<byte> utf8, JsonTypeInfo type, Exception exception)
    {
        try
        {
            return Find(utf8, type) ?? $"{Shorten((exception as JsonException)?.Path ?? "$")} has a value that is not allowed there.";
        }
        catch (JsonException e)
        {
            return $"The body is not JSON, or too deep, at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.";
        }
        catch (InvalidOperationException)
        {
            return "The body holds text that is not valid Unicode.";
        }
    }

    /// <summary>The first member that is unknown, there twice, or missing, or a name that is none of an enumeration's.</summary>
    private static string? Find(JsonElement element, JsonTypeInfo type, string path)
    {
        if (element.ValueKind == JsonValueKind.Array && type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } itemType })
        {
            return element.EnumerateArray().Select((item, at) => FindItem(item, type.Options.GetTypeInfo(itemType), $"{path}[{at}]")).FirstOrDefault(wrong => wrong is not null);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return type.Kind == JsonTypeInfoKind.Object && path == "$" ? "The body has to be an object." : FindName(element, type, path);
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            string at = $"{path}.{member.Name}";
            if (!names.Add(member.Name))
            {
                return $"{Shorten(at)} is there twice.";
            }

            Type? valueType = type.ElementType;
            if (type.Kind == JsonTypeInfoKind.Object)
            {
                JsonPropertyInfo? property = type.Properties.FirstOrDefault(p => p.Name == member.Name);
                if (property is null)
                {
                    return $"{Shorten(at)} is not a member there; these are: {string.Join(", ", type.Properties.Select(p => p.Name))}.";
                }

                valueType = property.PropertyType;
            }

            if (valueType is not null && Find(member.Value, type.Options.GetTypeInfo(valueType), at) is { } within)
            {
                return within;
            }
        }

        return type.Kind == JsonTypeInfoKind.Object && type.Properties.FirstOrDefault(p => p.IsRequired && !names.Contains(p.Name)) is { } missing
            ? $"{Shorten($"{path}.{missing.Name}")} is missing."
            : null;
    }

    /// <summary>The serializer lets null pass in a list of what may not be null.</summary>
    private static string? FindItem(JsonElement item, JsonTypeInfo type, string path) =>
        item.ValueKind == JsonValueKind.Null ? $"{Shorten(path)} may not be null." : Find(item, type, path);

    private static string? FindName(JsonElement element, JsonTypeInfo type, string path)
    {
        Type named = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (!named.IsEnum || element.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        string[] names = [.. Enum.GetNames(named).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
        return names.Contains(element.GetString(), StringComparer.Ordinal) ? null : $"{Shorten(path)} has to be one of {string.Join(", ", names)}.";
    }

    private static string Shorten(string path) => path.Length <= LongestPath ? path : path[..LongestPath] + "...";
}
