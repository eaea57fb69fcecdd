using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record IsolationRequest
{
    [JsonPropertyName("isolation_level")]
    public required IsolationLevelName IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    [Description("Needed with isolation_level custom")]
    public IsolationSettingsDocument? IsolationSettings { get; init; }
}
