using Hivemind.Tenancy.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

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

    /// <summary>
    /// The context of the user who signed this request, in no tenant (<see cref="Hivemind.Tenancy.TenantContextKind.User"/>), for endpoints that
    /// act with the user's own rights at whatever tenant they are about. Null when nobody is signed in, or the principal has no id that
    /// counts, see <see cref="TenancyWebOptions.GetUserId"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>AddHivemindTenancy().AddAspNetCore()</c> is missing.</exception>
    public static Hivemind.Tenancy.TenantContext? GetUserContext(this HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        TenancyWebOptions options = http.RequestServices.GetRequiredService<IOptions<TenancyWebOptions>>().Value;
        return RequestUser.FindId(http.User, options) is { } userId ? Hivemind.Tenancy.TenantContext.User(userId) : null;
    }
}
