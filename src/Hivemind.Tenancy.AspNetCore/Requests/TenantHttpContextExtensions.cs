using Hivemind.Tenancy.AspNetCore;

namespace Microsoft.AspNetCore.Http;

/// <summary>The tenant of a request.</summary>
public static class TenantHttpContextExtensions
{
    /// <summary>
    /// The context that the verified door gave this request; null for none. It is <see cref="Hivemind.Tenancy.TenantContext.Current"/>, for code that
    /// does not run in the request's flow.
    /// </summary>
    public static Hivemind.Tenancy.TenantContext? GetTenantContext(this HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return TenantRequest.Find(http)?.Context;
    }
}
