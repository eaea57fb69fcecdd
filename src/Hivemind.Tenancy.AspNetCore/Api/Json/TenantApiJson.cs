using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>How the API reads and writes JSON: strictly, without reflection, and independent of the host's own settings.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    MaxDepth = 32,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CreateTenantRequest))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(TenancyProblem))]
[JsonSerializable(typeof(TenantPage))]
[JsonSerializable(typeof(TenantPatch))]
[JsonSerializable(typeof(TenantResource))]
[JsonSerializable(typeof(TenantSettings))]
internal sealed partial class TenantApiJson : JsonSerializerContext
{
    /// <summary>Lets the host describe the API (OpenAPI) where reflection over JSON types is off.</summary>
    public static void AddTo(IServiceCollection services) =>
        services.Configure<JsonOptions>(json =>
        {
            if (!json.SerializerOptions.TypeInfoResolverChain.Contains(Default))
            {
                json.SerializerOptions.TypeInfoResolverChain.Insert(0, Default);
            }
        });
}
