using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PlatformHost;

/// <summary>What the schemas of some types lack.</summary>
internal sealed class ExactSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        Type type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String; // enumerations are written as their names
        }
        else if (type == typeof(decimal))
        {
            schema.Format = "decimal"; // not "double": it is exact
        }

        return Task.CompletedTask;
    }
}
