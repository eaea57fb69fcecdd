using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCaching;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Caches stand behind the door and behind authorization: one before them answers without asking who the user is. What it has stored has
/// passed here on its way, so it is enough to look here.
/// </summary>
internal static class CacheOrder
{
    /// <summary>Set by the authorization middleware, for the check of routing that an endpoint was not reached past it.</summary>
    private const string Authorized = "__AuthorizationMiddlewareWithEndpointInvoked";

    /// <exception cref="InvalidOperationException">A cache of ASP.NET Core ran before.</exception>
    public static void EnsureNoneBefore(HttpContext http)
    {
        string? cache = http.Features.Get<IOutputCacheFeature>() is not null ? "UseOutputCache"
            : http.Features.Get<IResponseCachingFeature>() is not null ? "UseResponseCaching"
            : null;
        if (cache is not null)
        {
            throw new InvalidOperationException(
                $"app.{cache}() stands before app.UseHivemindTenancy() and would answer one tenant with what it stored for another. "
                + "Call it after UseHivemindTenancy and UseAuthorization.");
        }
    }

    /// <exception cref="InvalidOperationException">There is an endpoint, and authorization has not been asked yet.</exception>
    public static void EnsureAuthorized(HttpContext http)
    {
        if (http.GetEndpoint() is not null && !http.Items.ContainsKey(Authorized))
        {
            throw new InvalidOperationException(
                "app.UseOutputCache() stands before app.UseAuthorization() and would answer a user without the permission with what it stored for another. "
                + "Call it after UseHivemindTenancy and UseAuthorization.");
        }
    }
}
