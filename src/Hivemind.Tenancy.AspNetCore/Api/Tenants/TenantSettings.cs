using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What of a tenant can be changed, as JSON: the document that a merge patch is applied to, and the canonical form of a creation.</summary>
[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TenantSettings
{
    private const string LevelMember = "isolation_level";
    private const string SettingsMember = "isolation_settings";

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("owner_id")]
    public required string OwnerId { get; init; }

    [JsonPropertyName("description")]
    public string? Description { get; init; }

    [JsonPropertyName("labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [JsonPropertyName("parameters")]
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    [JsonPropertyName(LevelMember)]
    public required IsolationLevelName IsolationLevel { get; init; }

    [JsonPropertyName(SettingsMember)]
    public IsolationSettingsDocument? IsolationSettings { get; init; }

    [JsonPropertyName("resource_quotas")]
    public QuotasDocument? ResourceQuotas { get; init; }

    [JsonPropertyName("budgets")]
    public IReadOnlyDictionary<string, BudgetDocument>? Budgets { get; init; }

    [JsonPropertyName("namespaces")]
    public IReadOnlyList<string>? Namespaces { get; init; }

    [JsonPropertyName("deletion_protected")]
    public required bool DeletionProtected { get; init; }

    public static TenantSettings Of(Tenant tenant) => new()
    {
        Name = tenant.Name,
        OwnerId = tenant.OwnerId,
        Description = tenant.Description,
        Labels = tenant.Labels,
        Parameters = tenant.Parameters,
        IsolationLevel = IsolationLevels.NameOf(tenant.IsolationLevel),
        IsolationSettings = SettingsOf(tenant.IsolationLevel),
        ResourceQuotas = QuotasDocument.Of(tenant.ResourceQuotas),
        Budgets = BudgetDocument.Of(tenant.Budgets),
        Namespaces = tenant.Namespaces,
        DeletionProtected = tenant.IsDeletionProtected,
    };

    public static TenantSettings Of(TenantSpec spec)
    {
        IsolationLevel level = spec.IsolationLevel ?? Tenancy.IsolationLevel.Soft;
        return new TenantSettings
        {
            Name = spec.Name,
            OwnerId = spec.OwnerId,
            Description = spec.Description,
            Labels = spec.Labels,
            Parameters = spec.Parameters,
            IsolationLevel = IsolationLevels.NameOf(level),
            IsolationSettings = SettingsOf(level),
            ResourceQuotas = QuotasDocument.Of(spec.ResourceQuotas),
            Budgets = BudgetDocument.Of(spec.Budgets),
            Namespaces = spec.Namespaces,
            DeletionProtected = spec.IsDeletionProtected,
        };
    }

    /// <summary>A tenant with a merge patch applied as it was written, which <see cref="TenantPatch"/> documents.</summary>
    /// <exception cref="ArgumentException">A value is not allowed.</exception>
    /// <exception cref="ApiProblemException">A value is not allowed.</exception>
    public static Tenant Merge(Tenant tenant, JsonObject patch, TenantApi api)
    {
        JsonObject settings = JsonSerializer.SerializeToNode(Of(tenant), api.Json<TenantSettings>())!.AsObject();
        if (patch.ContainsKey(LevelMember) && !patch.ContainsKey(SettingsMember) && !JsonNode.DeepEquals(patch[LevelMember], settings[LevelMember]))
        {
            settings.Remove(SettingsMember);
        }

        JsonMerge.Apply(settings, patch);
        return Parse(settings, api).ApplyTo(tenant);
    }

    private static TenantSettings Parse(JsonObject settings, TenantApi api)
    {
        try
        {
            return settings.Deserialize(api.Json<TenantSettings>())!;
        }
        catch (JsonException e)
        {
            byte[] utf8 = JsonSerializer.SerializeToUtf8Bytes(settings, api.Json<JsonObject>());
            throw ApiProblemException.Invalid($"With this patch {JsonDiagnosis.Explain(utf8, api.Json<TenantSettings>(), e)}");
        }
    }

    private Tenant ApplyTo(Tenant tenant) => tenant with
    {
        Name = Name,
        OwnerId = OwnerId,
        Description = Description,
        Labels = Labels ?? new Dictionary<string, string>(),
        Parameters = Parameters ?? new Dictionary<string, string>(),
        IsolationLevel = IsolationLevels.Of(IsolationLevel, IsolationSettings),
        ResourceQuotas = ResourceQuotas?.ToQuotas() ?? Tenancy.ResourceQuotas.Unlimited,
        Budgets = BudgetDocument.ToBudgets(Budgets),
        Namespaces = Namespaces ?? [],
        IsDeletionProtected = DeletionProtected,
    };

    private static IsolationSettingsDocument? SettingsOf(IsolationLevel level) =>
        level.Kind == IsolationKind.Custom ? IsolationSettingsDocument.Of(level.Settings) : null;
}
