using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>For whom the current flow acts, and endpoints that say so.</summary>
internal static class Who
{
    public const string Nobody = "nobody";

    /// <summary><c>acme/alice</c>; the actor of a System context; or <see cref="Nobody"/>: no tenant.</summary>
    public static string Now() => TenantContext.Current switch
    {
        { Kind: TenantContextKind.Tenant } context => $"{context.TenantId}/{context.UserId}",
        { IsSystem: true } context => $"/{context.Actor}",
        _ => Nobody,
    };

    /// <summary>Maps an endpoint that answers with <see cref="Now"/>.</summary>
    public static RouteHandlerBuilder MapWho(this IEndpointRouteBuilder endpoints, string pattern = "/who") => endpoints.MapGet(pattern, Now);

    /// <summary>Maps <c>/who</c>, which needs a tenant, and <c>/maybe</c>, which does not.</summary>
    public static void MapBoth(WebApplication app)
    {
        app.MapWho().RequireTenant();
        app.MapWho("/maybe");
    }
}
