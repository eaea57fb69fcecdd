using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>One mapping of the Tenant API: what its endpoints share, kept in their metadata.</summary>
internal sealed class TenantApi(TenantApiOptions options, TimeProvider time)
{
    public TenantApiOptions Options { get; } = options;

    public IdempotencyMemory Keys { get; } = new(time);

    public static TenantApi Of(HttpContext http) => http.GetEndpoint()!.Metadata.GetRequiredMetadata<TenantApi>();
}
