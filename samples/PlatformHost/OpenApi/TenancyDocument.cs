using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace PlatformHost;

/// <summary>An OpenAPI document of a host with the Tenant API, so complete that a linter has nothing to say and clients can be generated.</summary>
internal static class TenancyDocument
{
    public static void AddTenancyDocument(this IServiceCollection services, string name, OpenApiInfo info, params IReadOnlyList<OpenApiTag> tags)
    {
        // Else the schema of each number says that it may also be a string.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddOpenApi(name, document => document
            .AddDocumentTransformer(new HostDocument(info, tags))
            .AddOperationTransformer(new TenantOperations())
            .AddSchemaTransformer(new ExactSchemas()));
    }
}
