using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record IsolationUpdateResource
{
    [JsonPropertyName("isolation_level")]
    public required IsolationLevelName IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    public required IsolationSettingsDocument IsolationSettings { get; init; }

    [JsonPropertyName("changes")]
    [Description("What must follow; empty when both levels come to the same")]
    public required IReadOnlyList<IsolationChangeDocument> Changes { get; init; }
}
