using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A merge patch as a change of a tenant.</summary>
internal sealed class TenantChange(JsonObject patch)
{
    private const string Level = "isolation_level";
    private const string Settings = "isolation_settings";

    /// <exception cref="ArgumentException">A value is not allowed.</exception>
    /// <exception cref="ApiProblemException">A value is not allowed.</exception>
    public Tenant ApplyTo(Tenant tenant)
    {
        JsonObject settings = JsonSerializer.SerializeToNode(TenantSettings.Of(tenant), TenantApiJson.Default.TenantSettings)!.AsObject();
        if (patch.ContainsKey(Level) && !patch.ContainsKey(Settings) && !JsonNode.DeepEquals(patch[Level], settings[Level]))
        {
            settings.Remove(Settings);
        }

        JsonMerge.Apply(settings, patch);
        return Read(settings).ApplyTo(tenant);
    }

    private static TenantSettings Read(JsonObject settings)
    {
        try
        {
            return settings.Deserialize(TenantApiJson.Default.TenantSettings)!;
        }
        catch (JsonException e)
        {
            byte[] utf8 = JsonSerializer.SerializeToUtf8Bytes(settings, TenantApiJson.Default.JsonObject);
            throw ApiProblemException.Invalid($"With this patch {JsonDiagnosis.Explain(utf8, TenantApiJson.Default.TenantSettings, e)}");
        }
    }
}
