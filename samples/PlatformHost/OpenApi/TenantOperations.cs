using System.Globalization;
using Hivemind.Tenancy.AspNetCore;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PlatformHost;

/// <summary>What an operation asks for: a token, and a tenant.</summary>
internal sealed class TenantOperations : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Security = metadata.OfType<IAuthorizeData>().Any()
            ? [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(HostDocument.Bearer, context.Document)] = [] }]
            : [];
        foreach (IGrouping<int, string?> status in metadata.OfType<IProducesResponseTypeMetadata>().GroupBy(r => r.StatusCode, r => r.Description))
        {
            if (operation.Responses?.TryGetValue(status.Key.ToString(CultureInfo.InvariantCulture), out IOpenApiResponse? response) == true
                && string.Join(", ", status.OfType<string>().Distinct(StringComparer.Ordinal)) is { Length: > 0 } description)
            {
                response.Description = description;
            }
        }

        if (metadata.OfType<RequireTenantPermissionAttribute>().LastOrDefault() is not { } needed)
        {
            return Task.CompletedTask;
        }

        operation.Description = $"Takes {needed.Permission} in the tenant.";
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "X-Tenant-Id",
            In = ParameterLocation.Header,
            Required = true,
            Description = "The tenant",
            Example = "acme",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        foreach ((string status, string description) in new[]
        {
            ("401", "Nobody is signed in."),
            ("403", "The permission is missing, or the tenant is not active."),
            ("404", "There is no such tenant, or none the caller has access to, or nothing of that id in it."),
            ("429", "The tenant has asked too often."),
        })
        {
            operation.Responses ??= [];
            operation.Responses[status] = new OpenApiResponse { Description = description };
        }

        return Task.CompletedTask;
    }
}
