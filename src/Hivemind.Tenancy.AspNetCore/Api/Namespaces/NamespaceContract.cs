using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NamespaceRequest
{
    [JsonPropertyName("namespace")]
    [Description("RFC 1123 label that belongs to no other tenant")]
    public required string Namespace { get; init; }
}

internal sealed record NamespaceList
{
    [JsonPropertyName("namespaces")]
    public required IReadOnlyList<string> Namespaces { get; init; }
}
