using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ResizeRequest
{
    [JsonPropertyName("amounts")]
    public required AmountsDocument Amounts { get; init; }
}
