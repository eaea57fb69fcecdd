using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record LeaseResource
{
    [JsonPropertyName("expires_at")]
    [Description("When the lease ends now; null when the allocation is committed")]
    public required DateTimeOffset? ExpiresAt { get; init; }
}
