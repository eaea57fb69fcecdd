using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("A tenant as it is at one moment.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record TenantResource
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("owner_id")]
    [Description("The user who owns the tenant, and so has the rights of tenant-admin in it")]
    public required string OwnerId { get; init; }

    [JsonPropertyName("isolation_level")]
    public required IsolationLevelName IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    public required IsolationSettingsDocument IsolationSettings { get; init; }

    [JsonPropertyName("resource_quotas")]
    public required QuotasDocument ResourceQuotas { get; init; }

    [JsonPropertyName("namespaces")]
    public required IReadOnlyList<string> Namespaces { get; init; }

    [JsonPropertyName("description")]
    public required string? Description { get; init; }

    [JsonPropertyName("labels")]
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

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
        Name = tenant.Name,
        OwnerId = tenant.OwnerId,
        IsolationLevel = IsolationLevels.NameOf(tenant.IsolationLevel),
        IsolationSettings = IsolationSettingsDocument.Of(tenant.IsolationLevel.Settings),
        ResourceQuotas = QuotasDocument.Of(tenant.ResourceQuotas),
        Namespaces = tenant.Namespaces,
        Description = tenant.Description,
        Labels = tenant.Labels,
        Status = (TenantStatusName)tenant.Status,
        StatusReason = tenant.StatusReason,
        CreatedAt = tenant.CreatedAt,
        UpdatedAt = tenant.UpdatedAt,
        Version = tenant.Version,
        ETag = EntityTags.Of(tenant),
    };
}
