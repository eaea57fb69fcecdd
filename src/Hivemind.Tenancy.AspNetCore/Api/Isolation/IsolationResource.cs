using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record IsolationResource
{
    [JsonPropertyName("isolation_level")]
    public required IsolationLevelName IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    public required IsolationSettingsDocument IsolationSettings { get; init; }
}
