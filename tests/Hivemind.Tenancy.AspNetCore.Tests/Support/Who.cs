using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>For whom the current flow acts, and endpoints that say so.</summary>
internal static class Who
{
    public const string Nobody = "nobody";

    /// <summary><c>acme/alice</c>, or <see cref="Nobody"/>.</summary>
    public static string Now() => TenantContext.Current is { } context ? $"{context.TenantId}/{context.UserId}" : Nobody;

    /// <summary>Maps an endpoint that answers with <see cref="Now"/>.</summary>
    public static RouteHandlerBuilder MapWho(this IEndpointRouteBuilder endpoints, string pattern = "/who") => endpoints.MapGet(pattern, Now);

    /// <summary>Maps <c>/who</c>, which needs a tenant, and <c>/maybe</c>, which does not.</summary>
    public static void MapBoth(WebApplication app)
    {
        app.MapWho().RequireTenant();
        app.MapWho("/maybe");
    }
}
