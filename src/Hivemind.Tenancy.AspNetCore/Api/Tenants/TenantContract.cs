using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("What a tenant shall be.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CreateTenantRequest
{
    [JsonPropertyName("id")]
    [Description("RFC 1123 label: 1 to 63 of a-z, 0-9 and '-'. Made from the name when absent")]
    public string? Id { get; init; }

    [JsonPropertyName("name")]
    [Description("1 to 128 characters, unique over all tenants without regard to case")]
    public required string Name { get; init; }

    [JsonPropertyName("owner_id")]
    [Description("The user who shall own it; the caller when absent")]
    public string? OwnerId { get; init; }

    [JsonPropertyName("plan")]
    [Description("The plan that it is made from: its name, or with @ and a version. The host's default plan, or none, when absent. What the request says itself goes before what the plan says")]
    public string? Plan { get; init; }

    [JsonPropertyName("isolation_level")]
    [Description("What the plan says when absent, else soft")]
    public IsolationLevelName? IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    [Description("Needed with isolation_level custom")]
    public IsolationSettingsDocument? IsolationSettings { get; init; }

    [JsonPropertyName("resource_quotas")]
    [Description("Unlimited when absent")]
    public QuotasDocument? ResourceQuotas { get; init; }

    [JsonPropertyName("budgets")]
    [Description("What it may use up at most, by meter: up to 64. None when absent")]
    public IReadOnlyDictionary<string, BudgetDocument>? Budgets { get; init; }

    [JsonPropertyName("namespaces")]
    [Description("Up to 1,000 RFC 1123 labels, each of which belongs to one tenant")]
    public IReadOnlyList<string>? Namespaces { get; init; }

    [JsonPropertyName("description")]
    [Description("Up to 1,024 characters")]
    public string? Description { get; init; }

    [JsonPropertyName("labels")]
    [Description("Up to 64, keys of 1 to 63 characters, values of up to 63")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [JsonPropertyName("parameters")]
    [Description("What the host's provisioners read: up to 64, keys of 1 to 63 characters, values of up to 1,024, nothing secret")]
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    [JsonPropertyName("deletion_protected")]
    [Description("Whether it cannot be deleted until this is false; false when absent")]
    public bool? DeletionProtected { get; init; }

    /// <exception cref="ArgumentException">A value is not allowed.</exception>
    /// <exception cref="ApiProblemException">A value is not allowed.</exception>
    public TenantSpec ToSpec(string callerId) => new()
    {
        Id = Id is null ? TenantIds.FromName(Name) : TenantIds.Parse(Id),
        Name = Name,
        OwnerId = OwnerId ?? callerId,
        Plan = PlanOf(Plan),
        IsolationLevel = IsolationLevels.MaybeOf(IsolationLevel, IsolationSettings),
        ResourceQuotas = ResourceQuotas?.ToQuotas() ?? Tenancy.ResourceQuotas.Unlimited,
        Budgets = BudgetDocument.ToBudgets(Budgets),
        Namespaces = Namespaces ?? [],
        Description = Description,
        Labels = Labels ?? new Dictionary<string, string>(),
        Parameters = Parameters ?? new Dictionary<string, string>(),
        IsDeletionProtected = DeletionProtected ?? false,
    };

    private static PlanReference? PlanOf(string? text) => text is null ? (PlanReference?)null
        : PlanReference.TryParse(text, out PlanReference plan) ? plan
        : throw ApiProblemException.Invalid("plan has to be the name of a plan, or with @ and a version of 1 or more.");
}

/// <summary>What may stand in a merge patch. It checks and documents one; <see cref="TenantSettings.Merge"/> applies it as it was written.</summary>
[Description("JSON merge patch (RFC 7396) of a tenant: a member that is null is taken away, an absent one stays as it is.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TenantPatch : IMergePatch
{
    [JsonPropertyName("name")]
    [Description("May not be null")]
    public string? Name { get; init; }

    [JsonPropertyName("owner_id")]
    [Description("May not be null")]
    public string? OwnerId { get; init; }

    [JsonPropertyName("description")]
    public string? Description { get; init; }

    [JsonPropertyName("labels")]
    public IReadOnlyDictionary<string, string?>? Labels { get; init; }

    [JsonPropertyName("parameters")]
    public IReadOnlyDictionary<string, string?>? Parameters { get; init; }

    [JsonPropertyName("isolation_level")]
    [Description("May not be null. When it changes from custom, the former isolation_settings go")]
    public IsolationLevelName? IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    public IsolationSettingsPatch? IsolationSettings { get; init; }

    [JsonPropertyName("resource_quotas")]
    [Description("Null makes everything unlimited")]
    public QuotasPatch? ResourceQuotas { get; init; }

    [JsonPropertyName("budgets")]
    [Description("By meter; one that is null is taken away. Null takes all away")]
    public IReadOnlyDictionary<string, BudgetPatch?>? Budgets { get; init; }

    [JsonPropertyName("namespaces")]
    [Description("All of them: a list is replaced, not merged")]
    public IReadOnlyList<string>? Namespaces { get; init; }

    [JsonPropertyName("deletion_protected")]
    [Description("May not be null")]
    public bool? DeletionProtected { get; init; }
}

[Description("A tenant as it is at one moment.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record TenantResource
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("uid")]
    [Description("Which tenant of that id, 32 of 0-9 and a-f: one made again under it has another")]
    public required string Uid { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("owner_id")]
    [Description("The user who owns the tenant, and so has the rights of tenant-admin in it")]
    public required string OwnerId { get; init; }

    [JsonPropertyName("plan")]
    [Description("The version of a plan that it was made from or moved to, for instance gold@3; null for none")]
    public required string? Plan { get; init; }

    [JsonPropertyName("isolation_level")]
    public required IsolationLevelName IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    public required IsolationSettingsDocument IsolationSettings { get; init; }

    [JsonPropertyName("resource_quotas")]
    public required QuotasDocument ResourceQuotas { get; init; }

    [JsonPropertyName("budgets")]
    [Description("What it may use up at most, by meter")]
    public required IReadOnlyDictionary<string, BudgetDocument> Budgets { get; init; }

    [JsonPropertyName("namespaces")]
    public required IReadOnlyList<string> Namespaces { get; init; }

    [JsonPropertyName("description")]
    public required string? Description { get; init; }

    [JsonPropertyName("labels")]
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    [JsonPropertyName("parameters")]
    [Description("What the host's provisioners read")]
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    [JsonPropertyName("deletion_protected")]
    [Description("Whether it cannot be deleted until this is false")]
    public required bool DeletionProtected { get; init; }

    [JsonPropertyName("status")]
    public required TenantStatusName Status { get; init; }

    [JsonPropertyName("status_reason")]
    [Description("Why it is in this status: who suspended it and why, which provisioner failed")]
    public required string? StatusReason { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("updated_at")]
    public required DateTimeOffset UpdatedAt { get; init; }

    [JsonPropertyName("version")]
    [Description("Moves by one with each change")]
    public required long Version { get; init; }

    [JsonPropertyName("etag")]
    [Description("For If-Match: names this version of this tenant, not of one made again under its id")]
    public required string ETag { get; init; }

    public static TenantResource Of(Tenant tenant) => new()
    {
        Id = tenant.Id.Value,
        Uid = tenant.Uid.ToString(),
        Name = tenant.Name,
        OwnerId = tenant.OwnerId,
        Plan = tenant.Plan?.ToString(),
        DeletionProtected = tenant.IsDeletionProtected,
        IsolationLevel = IsolationLevels.NameOf(tenant.IsolationLevel),
        IsolationSettings = IsolationSettingsDocument.Of(tenant.IsolationLevel.Settings),
        ResourceQuotas = QuotasDocument.Of(tenant.ResourceQuotas),
        Budgets = BudgetDocument.Of(tenant.Budgets),
        Namespaces = tenant.Namespaces,
        Description = tenant.Description,
        Labels = tenant.Labels,
        Parameters = tenant.Parameters,
        Status = (TenantStatusName)tenant.Status,
        StatusReason = tenant.StatusReason,
        CreatedAt = tenant.CreatedAt,
        UpdatedAt = tenant.UpdatedAt,
        Version = tenant.Version,
        ETag = EntityTags.Of(tenant),
    };
}

[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record TenantPage
{
    [JsonPropertyName("tenants")]
    public required IReadOnlyList<TenantResource> Tenants { get; init; }

    [JsonPropertyName("next_cursor")]
    [Description("The cursor of the next page; null when this is the last")]
    public required string? NextCursor { get; init; }
}

/// <summary><see cref="TenantStatus"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<TenantStatusName>))]
internal enum TenantStatusName
{
    Pending = TenantStatus.Pending,
    Active = TenantStatus.Active,
    Suspended = TenantStatus.Suspended,
    Terminating = TenantStatus.Terminating,
}
