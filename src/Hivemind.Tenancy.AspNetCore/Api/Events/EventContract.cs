using System.ComponentModel;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("Something that happened.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record EventResource
{
    [JsonPropertyName("sequence")]
    [Description("Position in the log: growing, with gaps")]
    public required long Sequence { get; init; }

    [JsonPropertyName("kind")]
    [Description(
        "tenant_created, tenant_updated, tenant_status_changed, tenant_deleted, grace_granted, quota_threshold_crossed, budget_threshold_crossed, consumption_corrected, allocations_reconciled, "
        + "plan_published, plan_removed, role_changed, role_removed, role_bound, role_unbound, group_member_added, group_member_removed or workload_reported")]
    public required string Kind { get; init; }

    [JsonPropertyName("occurred_at")]
    public required DateTimeOffset OccurredAt { get; init; }

    [JsonPropertyName("tenant_id")]
    [Description("The tenant it is about; null when it is about the whole platform")]
    public required string? TenantId { get; init; }

    [JsonPropertyName("tenant_uid")]
    [Description("Which tenant of that id; null when it is about the whole platform")]
    public required string? TenantUid { get; init; }

    [JsonPropertyName("actor")]
    public required string? Actor { get; init; }

    [JsonPropertyName("actor_reason")]
    [Description("Why, when a System context acted; null for a user")]
    public required string? ActorReason { get; init; }

    [JsonPropertyName("details")]
    [Description("What belongs to this kind")]
    public required JsonObject Details { get; init; }

    public static EventResource Of(TenancyEvent tenancyEvent, TenantApi api) => new()
    {
        Sequence = tenancyEvent.Sequence,
        Kind = EventDetails.KindOf(tenancyEvent),
        OccurredAt = tenancyEvent.OccurredAt,
        TenantId = tenancyEvent.TenantId?.Value,
        TenantUid = tenancyEvent.TenantUid?.ToString(),
        Actor = tenancyEvent.Actor,
        ActorReason = tenancyEvent.ActorReason,
        Details = EventDetails.Of(tenancyEvent, api),
    };
}

[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record EventLogPage
{
    [JsonPropertyName("events")]
    public required IReadOnlyList<EventResource> Events { get; init; }

    [JsonPropertyName("last_sequence")]
    [Description("What to give as after to read on; as given when there were no events")]
    public required long LastSequence { get; init; }

    [JsonPropertyName("is_trimmed")]
    [Description("Whether events after the given after are gone, because the log does not keep them any more")]
    public required bool IsTrimmed { get; init; }
}
