using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Documents what <see cref="TenancyProblemDetails"/> writes; nobody makes one. <see cref="TenancyProblemTypes"/> says which members go
/// with which type.
/// </summary>
[Description("Problem details (RFC 9457). Which of the members after instance are there depends on type.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record TenancyProblem
{
    [JsonPropertyName("type")]
    [Description("What went wrong: a stable name that starts with urn:hivemind-tenancy:problem:")]
    public required string Type { get; init; }

    [JsonPropertyName("title")]
    public required string Title { get; init; }

    [JsonPropertyName("status")]
    public required int Status { get; init; }

    [JsonPropertyName("detail")]
    public string? Detail { get; init; }

    [JsonPropertyName("instance")]
    public string? Instance { get; init; }

    [JsonPropertyName("permission")]
    [Description("permission-denied: what is missing, resource:action")]
    public string? Permission { get; init; }

    [JsonPropertyName("scope")]
    [Description("permission-denied: where it is missing: *, tenant, tenant/namespace or tenant/namespace/resource")]
    public string? Scope { get; init; }

    [JsonPropertyName("tenant_id")]
    public string? TenantId { get; init; }

    [JsonPropertyName("tenant_status")]
    [Description("tenant-not-active, provisioning-failed: the status the tenant is in")]
    public string? TenantStatus { get; init; }

    [JsonPropertyName("reason")]
    [Description("provisioning-failed: what the provisioner said; deployment-failed: why the step failed")]
    public string? Reason { get; init; }

    [JsonPropertyName("conflict")]
    [Description("tenant-conflict: id, name or namespace")]
    public string? Conflict { get; init; }

    [JsonPropertyName("value")]
    [Description("tenant-conflict: what is taken")]
    public string? Value { get; init; }

    [JsonPropertyName("expected_version")]
    public long? ExpectedVersion { get; init; }

    [JsonPropertyName("actual_version")]
    public long? ActualVersion { get; init; }

    [JsonPropertyName("etag")]
    [Description("version-conflict: the entity tag that the app has now; missing where it is gone")]
    public string? ETag { get; init; }

    [JsonPropertyName("from")]
    [Description("invalid-transition: the status the tenant is in")]
    public string? From { get; init; }

    [JsonPropertyName("to")]
    [Description("invalid-transition: the status it cannot go to")]
    public string? To { get; init; }

    [JsonPropertyName("shortages")]
    [Description("quota-exceeded: each resource that does not fit")]
    public IReadOnlyList<ProblemShortage>? Shortages { get; init; }

    [JsonPropertyName("next_lease_ends_at")]
    [Description("quota-exceeded: the earliest time at which any lease of the tenant ends; null when none is held")]
    public DateTimeOffset? NextLeaseEndsAt { get; init; }

    [JsonPropertyName("namespace")]
    [Description("tenant-in-use: the namespace that allocations name; null when the tenant itself has allocations that run. app-not-found, app-conflict, version-conflict, volume-conflict, deployment-failed: the namespace it is in")]
    public string? Namespace { get; init; }

    [JsonPropertyName("app")]
    [Description("app-not-found, app-conflict, version-conflict, deployment-failed: the app's name; of a volume that could not be created, the volume's")]
    public string? App { get; init; }

    [JsonPropertyName("volume")]
    [Description("volume-conflict: the volume's name")]
    public string? Volume { get; init; }

    [JsonPropertyName("step")]
    [Description("deployment-failed: isolation, placement, quota, apply, readiness or commit")]
    public string? Step { get; init; }

    [JsonPropertyName("is_undone")]
    [Description("deployment-failed: whether what had been done before is undone; what is not, the host settles by itself")]
    public bool? IsUndone { get; init; }

    [JsonPropertyName("allocation_id")]
    public string? AllocationId { get; init; }

    [JsonPropertyName("existing")]
    [Description("allocation-conflict: what the allocation holds")]
    public AmountsDocument? Existing { get; init; }

    [JsonPropertyName("requested")]
    [Description("allocation-conflict: what was asked for")]
    public AmountsDocument? Requested { get; init; }
}

/// <summary>One member of <see cref="TenancyProblem.Shortages"/>.</summary>
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

    public static ProblemShortage Of(QuotaShortage shortage) => new()
    {
        Resource = shortage.Resource,
        Requested = shortage.Requested,
        Used = shortage.Used,
        Reserved = shortage.Reserved,
        Limit = shortage.Limit,
    };
}
