using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record AllocationPage
{
    [JsonPropertyName("allocations")]
    public required IReadOnlyList<AllocationResource> Allocations { get; init; }

    [JsonPropertyName("next_cursor")]
    [Description("The cursor of the next page; null when this is the last")]
    public required string? NextCursor { get; init; }
}
