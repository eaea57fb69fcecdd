using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("What a plan says of tenants that say nothing else themselves.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PlanRequest
{
    [JsonPropertyName("description")]
    [Description("Up to 1,024 characters")]
    public string? Description { get; init; }

    [JsonPropertyName("isolation_level")]
    [Description("It says nothing when absent")]
    public IsolationLevelName? IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    [Description("Needed with isolation_level custom")]
    public IsolationSettingsDocument? IsolationSettings { get; init; }

    [JsonPropertyName("resource_quotas")]
    [Description("Unlimited when absent")]
    public QuotasDocument? ResourceQuotas { get; init; }

    [JsonPropertyName("budgets")]
    [Description("By meter: up to 64")]
    public IReadOnlyDictionary<string, BudgetDocument>? Budgets { get; init; }

    [JsonPropertyName("labels")]
    [Description("Up to 64, keys of 1 to 63 characters, values of up to 63")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [JsonPropertyName("parameters")]
    [Description("What the host's provisioners read: up to 64, keys of 1 to 63 characters, values of up to 1,024, nothing secret")]
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    [JsonPropertyName("bindings")]
    [Description("The roles that tenants give: up to 64")]
    public IReadOnlyList<PlanBindingDocument>? Bindings { get; init; }

    [JsonPropertyName("expected_latest_version")]
    [Description("The latest version that was read, 0 for none: when it is another by now, nothing is published. Whichever it is when absent")]
    public int? ExpectedLatestVersion { get; init; }

    /// <exception cref="ArgumentException">A value is not allowed.</exception>
    /// <exception cref="ApiProblemException">A value is not allowed.</exception>
    public TenantPlan ToPlan(string name) => new(name)
    {
        Description = Description,
        IsolationLevel = IsolationLevels.MaybeOf(IsolationLevel, IsolationSettings),
        ResourceQuotas = ResourceQuotas?.ToQuotas() ?? Tenancy.ResourceQuotas.Unlimited,
        Budgets = BudgetDocument.ToBudgets(Budgets),
        Labels = Labels ?? new Dictionary<string, string>(),
        Parameters = Parameters ?? new Dictionary<string, string>(),
        Bindings = [.. (Bindings ?? []).Select(b => b.ToBinding())],
    };
}

[Description("A role of the platform that tenants of the plan give to somebody.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PlanBindingDocument
{
    [JsonPropertyName("subject")]
    [Description("user ID or group ID, for instance: group support")]
    public required string Subject { get; init; }

    [JsonPropertyName("role_id")]
    public required string RoleId { get; init; }

    public static PlanBindingDocument Of(PlanBinding binding) => new() { Subject = binding.Subject.ToString(), RoleId = binding.Role.Id };

    public PlanBinding ToBinding() => new(AccessText.Subject(Subject), RoleId);
}

[Description("A version of a plan. It never changes.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record PlanResource
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("version")]
    public required int Version { get; init; }

    [JsonPropertyName("description")]
    public required string? Description { get; init; }

    [JsonPropertyName("isolation_level")]
    [Description("Null where it says nothing")]
    public required IsolationLevelName? IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    [Description("Null where it says nothing")]
    public required IsolationSettingsDocument? IsolationSettings { get; init; }

    [JsonPropertyName("resource_quotas")]
    public required QuotasDocument ResourceQuotas { get; init; }

    [JsonPropertyName("budgets")]
    public required IReadOnlyDictionary<string, BudgetDocument> Budgets { get; init; }

    [JsonPropertyName("labels")]
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    [JsonPropertyName("parameters")]
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    [JsonPropertyName("bindings")]
    public required IReadOnlyList<PlanBindingDocument> Bindings { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    public static PlanResource Of(TenantPlan plan) => new()
    {
        Name = plan.Name,
        Version = plan.Version,
        Description = plan.Description,
        IsolationLevel = plan.IsolationLevel is { } level ? IsolationLevels.NameOf(level) : null,
        IsolationSettings = plan.IsolationLevel is { } set ? IsolationSettingsDocument.Of(set.Settings) : null,
        ResourceQuotas = QuotasDocument.Of(plan.ResourceQuotas),
        Budgets = BudgetDocument.Of(plan.Budgets),
        Labels = plan.Labels,
        Parameters = plan.Parameters,
        Bindings = [.. plan.Bindings.Select(PlanBindingDocument.Of)],
        CreatedAt = plan.CreatedAt,
    };
}

[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record PlanPage
{
    [JsonPropertyName("plans")]
    public required IReadOnlyList<PlanResource> Plans { get; init; }

    [JsonPropertyName("next_cursor")]
    [Description("The cursor of the next page; null when this is the last")]
    public required string? NextCursor { get; init; }
}
