using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("What a tenant has held over time.")]
internal sealed record MeteredUsageList
{
    [JsonPropertyName("usages")]
    [Description("In the order of periods and then of groups; without those in which nothing was held")]
    public required IReadOnlyList<MeteredUsageDocument> Usages { get; init; }

    public static MeteredUsageList Of(IReadOnlyList<MeteredUsage> usages) => new() { Usages = [.. usages.Select(MeteredUsageDocument.Of)] };
}

[Description("What was held in one period by one group. Periods that follow one another add up to the whole.")]
internal sealed record MeteredUsageDocument
{
    [JsonPropertyName("start")]
    public required DateTimeOffset Start { get; init; }

    [JsonPropertyName("end")]
    public required DateTimeOffset End { get; init; }

    [JsonPropertyName("group")]
    [Description("The namespace, source or value of the label; null for what has none, and without group_by")]
    public required string? Group { get; init; }

    [JsonPropertyName("resources")]
    public required IReadOnlyList<MeteredResourceDocument> Resources { get; init; }

    public static MeteredUsageDocument Of(MeteredUsage usage) => new()
    {
        Start = usage.Start,
        End = usage.End,
        Group = usage.Group,
        Resources = [.. usage.Resources.Select(MeteredResourceDocument.Of)],
    };
}

[Description("What was held of a resource, times how long.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record MeteredResourceDocument
{
    [JsonPropertyName("resource")]
    public required string Resource { get; init; }

    [JsonPropertyName("total")]
    [Description("The resource's unit times seconds, exactly, in decimal digits: core-seconds, byte-seconds. A text, because it has more digits than many a client's numbers")]
    public required string Total { get; init; }

    [JsonPropertyName("reserved")]
    [Description("What of the total was held for a lease and not, or not yet, committed; written as the total is")]
    public required string Reserved { get; init; }

    [JsonPropertyName("peak")]
    [Description("The most that was held at any moment, in the resource's unit")]
    public required decimal Peak { get; init; }

    public static MeteredResourceDocument Of(MeteredResource resource) => new()
    {
        Resource = resource.Resource,
        Total = resource.Total.ToString(),
        Reserved = resource.Reserved.ToString(),
        Peak = resource.Peak,
    };
}
