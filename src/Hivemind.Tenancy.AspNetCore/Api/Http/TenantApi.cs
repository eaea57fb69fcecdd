using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// One mapping of the Tenant API: what its endpoints share, kept in their metadata. The wire shapes stand beside the endpoints; the mapping,
/// which knows them all, hands their serializer down to what reads and writes them.
/// </summary>
internal sealed class TenantApi(TenantApiOptions options, JsonSerializerContext shapes) : IUserNeed
{
    public TenantApiOptions Options { get; } = options;

    public static TenantApi Of(HttpContext http) => http.GetEndpoint()!.Metadata.GetRequiredMetadata<TenantApi>();

    /// <summary>How a wire shape is read and written.</summary>
    /// <exception cref="InvalidOperationException">The serializer does not know the shape.</exception>
    public JsonTypeInfo<T> Json<T>() => (JsonTypeInfo<T>?)shapes.GetTypeInfo(typeof(T))
        ?? throw new InvalidOperationException($"{typeof(T)} is not listed in {shapes.GetType()}.");
}
