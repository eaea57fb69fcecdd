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

    [JsonPropertyName("isolation_level")]
    [Description("soft when absent")]
    public IsolationLevelName? IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    [Description("Needed with isolation_level custom")]
    public IsolationSettingsDocument? IsolationSettings { get; init; }

    [JsonPropertyName("resource_quotas")]
    [Description("Unlimited when absent")]
    public QuotasDocument? ResourceQuotas { get; init; }

    [JsonPropertyName("namespaces")]
    [Description("Up to 1,000 RFC 1123 labels, each of which belongs to one tenant")]
    public IReadOnlyList<string>? Namespaces { get; init; }

    [JsonPropertyName("description")]
    [Description("Up to 1,024 characters")]
    public string? Description { get; init; }

    [JsonPropertyName("labels")]
    [Description("Up to 64, keys of 1 to 63 characters, values of up to 63")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <exception cref="ArgumentException">A value is not allowed.</exception>
    /// <exception cref="ApiProblemException">A value is not allowed.</exception>
    public TenantSpec ToSpec(string callerId) => new()
    {
        Id = Id is null ? TenantIds.FromName(Name) : TenantIds.Parse(Id),
        Name = Name,
        OwnerId = OwnerId ?? callerId,
        IsolationLevel = IsolationLevels.Of(IsolationLevel ?? IsolationLevelName.Soft, IsolationSettings),
        ResourceQuotas = ResourceQuotas?.ToQuotas() ?? Tenancy.ResourceQuotas.Unlimited,
        Namespaces = Namespaces ?? [],
        Description = Description,
        Labels = Labels ?? new Dictionary<string, string>(),
    };
}
