using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Documents one member of <see cref="TenancyProblem.Shortages"/>.</summary>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record ProblemShortage
{
    [JsonPropertyName("resource")]
    public required string Resource { get; init; }

    [JsonPropertyName("requested")]
    public required decimal Requested { get; init; }

    [JsonPropertyName("used")]
    public required decimal Used { get; init; }

    [JsonPropertyName("reserved")]
    public required decimal Reserved { get; init; }

    [JsonPropertyName("limit")]
    public required decimal Limit { get; init; }

    [JsonPropertyName("next_lease_ends_at")]
    public DateTimeOffset? NextLeaseEndsAt { get; init; }
}
