using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record TenantPage
{
    [JsonPropertyName("tenants")]
    public required IReadOnlyList<TenantResource> Tenants { get; init; }

    [JsonPropertyName("next_cursor")]
    [Description("The cursor of the next page; null when this is the last")]
    public required string? NextCursor { get; init; }
}
