using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record EventPage
{
    [JsonPropertyName("events")]
    public required IReadOnlyList<EventResource> Events { get; init; }

    [JsonPropertyName("last_sequence")]
    [Description("What to give as after to read on; as given when there were no events")]
    public required long LastSequence { get; init; }
}
