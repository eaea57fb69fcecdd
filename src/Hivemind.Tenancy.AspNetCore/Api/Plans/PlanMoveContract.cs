using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ApplyPlanRequest
{
    [JsonPropertyName("version")]
    [Description("Which version, also an older one; the latest when absent")]
    public int? Version { get; init; }

    [JsonPropertyName("tenants")]
    [Description("Ids of the tenants to move, be they on another plan or none, up to 1,000; all that are on another version of this plan when absent")]
    public IReadOnlyList<string>? Tenants { get; init; }

    /// <exception cref="ArgumentException">A value is not allowed.</exception>
    public PlanReference PlanOf(string name) => new(name, Version);

    /// <exception cref="ApiProblemException">One is no id, or there are too many.</exception>
    public IReadOnlyList<TenantReference>? ToTenants() =>
        Tenants is null ? null
        : Tenants.Count <= TenancyLimits.PageSize ? [.. Tenants.Select(t => (TenantReference)TenantIds.Parse(t))]
        : throw ApiProblemException.Invalid($"tenants has to be {TenancyLimits.PageSize} ids at most.");
}

[Description("How one tenant goes to a version of a plan.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record PlanMoveResource
{
    [JsonPropertyName("tenant_id")]
    public required string TenantId { get; init; }

    [JsonPropertyName("from")]
    [Description("The version that it was on, for instance gold@2; null for none")]
    public required string? From { get; init; }

    [JsonPropertyName("to")]
    public required string To { get; init; }

    [JsonPropertyName("changes")]
    public required IReadOnlyList<PlanChangeDocument> Changes { get; init; }

    [JsonPropertyName("problem")]
    [Description("Why it cannot be moved as it is; null when it can")]
    public required string? Problem { get; init; }

    public static PlanMoveResource Of(PlanMove move) => new()
    {
        TenantId = move.Tenant.Id.Value,
        From = move.From?.ToString(),
        To = move.To.ToString(),
        Changes = [.. move.Changes.Select(PlanChangeDocument.Of)],
        Problem = move.Problem,
    };
}

[Description("One thing that a move changes of a tenant, in words.")]
internal sealed record PlanChangeDocument
{
    [JsonPropertyName("member")]
    [Description("resource_quotas, budgets, labels, parameters, isolation_level or bindings")]
    public required string Member { get; init; }

    [JsonPropertyName("key")]
    [Description("Which of them; null for what there is one of")]
    public required string? Key { get; init; }

    [JsonPropertyName("before")]
    public required string? Before { get; init; }

    [JsonPropertyName("after")]
    public required string? After { get; init; }

    public static PlanChangeDocument Of(PlanChange change) => new()
    {
        Member = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(change.Member),
        Key = change.Key,
        Before = change.Before,
        After = change.After,
    };
}

[Description("What applying would do, as things are.")]
internal sealed record PlanPreviewResource
{
    [JsonPropertyName("moves")]
    [Description("The first tenants that would be moved, at most 1,000, and those that cannot be")]
    public required IReadOnlyList<PlanMoveResource> Moves { get; init; }

    [JsonPropertyName("is_complete")]
    [Description("Whether these are all")]
    public required bool IsComplete { get; init; }
}

[Description("What became of applying.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record PlanRunResource
{
    [JsonPropertyName("plan")]
    [Description("The version, for instance gold@3")]
    public required string Plan { get; init; }

    [JsonPropertyName("moved")]
    public required int Moved { get; init; }

    [JsonPropertyName("problems")]
    [Description("Tenants that could not be moved: apply again once that is gone")]
    public required IReadOnlyList<PlanMoveResource> Problems { get; init; }
}
