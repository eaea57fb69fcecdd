using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("What a tenant holds of one resource, in its unit: cores, bytes or a count.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record ResourceUsageDocument
{
    [JsonPropertyName("resource")]
    public required string Resource { get; init; }

    [JsonPropertyName("used")]
    [Description("Committed")]
    public required decimal Used { get; init; }

    [JsonPropertyName("reserved")]
    [Description("Held for leases")]
    public required decimal Reserved { get; init; }

    [JsonPropertyName("total")]
    public required decimal Total { get; init; }

    [JsonPropertyName("quota")]
    [Description("Null when unlimited")]
    public required decimal? Quota { get; init; }

    [JsonPropertyName("limit")]
    [Description("The larger of quota and grace; null when unlimited")]
    public required decimal? Limit { get; init; }

    [JsonPropertyName("available")]
    [Description("How much more would be admitted now; null when unlimited")]
    public required decimal? Available { get; init; }

    [JsonPropertyName("over")]
    [Description("By how much the total is over the limit")]
    public required decimal Over { get; init; }

    public static ResourceUsageDocument Of(ResourceUsage usage) => new()
    {
        Resource = usage.Resource,
        Used = usage.Used,
        Reserved = usage.Reserved,
        Total = usage.Total,
        Quota = usage.Quota,
        Limit = usage.Limit,
        Available = usage.Available,
        Over = usage.Over,
    };
}
