using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record NamespaceList
{
    [JsonPropertyName("namespaces")]
    public required IReadOnlyList<string> Namespaces { get; init; }
}
