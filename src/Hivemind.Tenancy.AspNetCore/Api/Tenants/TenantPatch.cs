using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What may stand in a merge patch. It checks and documents one; <see cref="TenantChange"/> applies it as it was written.</summary>
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

    [JsonPropertyName("isolation_level")]
    [Description("May not be null. When it changes from custom, the former isolation_settings go")]
    public IsolationLevelName? IsolationLevel { get; init; }

    [JsonPropertyName("isolation_settings")]
    public IsolationSettingsPatch? IsolationSettings { get; init; }

    [JsonPropertyName("resource_quotas")]
    [Description("Null makes everything unlimited")]
    public QuotasPatch? ResourceQuotas { get; init; }

    [JsonPropertyName("namespaces")]
    [Description("All of them: a list is replaced, not merged")]
    public IReadOnlyList<string>? Namespaces { get; init; }
}
