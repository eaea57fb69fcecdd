using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GraceRequest
{
    [JsonPropertyName("ceiling")]
    [Description("Absolute ceilings, not additions; at least one is more than 0")]
    public required AmountsDocument Ceiling { get; init; }

    /// <summary>Text, because the serializer takes a time without an offset for the host's local time.</summary>
    [JsonPropertyName("until")]
    [Description("When it ends: a time ahead, as RFC 3339 has it, with Z or an offset")]
    public required string Until { get; init; }
}
