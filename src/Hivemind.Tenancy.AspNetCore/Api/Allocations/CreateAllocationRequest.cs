using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CreateAllocationRequest
{
    [JsonPropertyName("id")]
    [Description("1 to 256 characters, unique within the tenant. Made from the Idempotency-Key when absent, at random when there is none")]
    public string? Id { get; init; }

    [JsonPropertyName("amounts")]
    public required AmountsDocument Amounts { get; init; }

    [JsonPropertyName("source")]
    [Description("Which engine or host holds it, 1 to 256 characters")]
    public string? Source { get; init; }

    [JsonPropertyName("lease_seconds")]
    [Description("How long it is held without a commit, 1 to 86,400; the host's default when absent")]
    public int? LeaseSeconds { get; init; }
}
