using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.ApiClient;

/// <summary>The client; all but this is generated.</summary>
public partial class TenantApiClient
{
    // Else what is not set is sent as null, which a merge patch takes for "remove it".
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) =>
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
}
