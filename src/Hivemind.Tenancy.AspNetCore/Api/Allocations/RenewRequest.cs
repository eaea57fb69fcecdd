using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RenewRequest
{
    [JsonPropertyName("lease_seconds")]
    [Description("How long from now, 1 to 86,400; the host's default when absent")]
    public int? LeaseSeconds { get; init; }
}
