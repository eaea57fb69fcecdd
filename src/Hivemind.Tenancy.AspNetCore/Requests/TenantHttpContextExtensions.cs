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

    /// <summary>
    /// The tenant of this request as the verified door saw it: what it is called, its labels, its settings. Null without a tenant. It costs no
    /// look-up, and is as old as the request.
    /// </summary>
    public static Hivemind.Tenancy.Tenant? GetTenant(this HttpContext http) => http.GetTenantContext()?.VerifiedTenant;
}
