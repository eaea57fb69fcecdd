using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The route values of a connection. For long polling SignalR keeps a copy of the first request, with its endpoint and path but without the
/// route values, which permissions in a namespace need: they are read from the path again.
/// </summary>
internal static class HubRoute
{
    public static void Restore(HttpContext http)
    {
        if (http.Request.RouteValues.Count > 0 || http.GetEndpoint() is not RouteEndpoint { RoutePattern: { Parameters.Count: > 0 } pattern })
        {
            return;
        }

        RouteValueDictionary values = [];
        if (new TemplateMatcher(new RouteTemplate(pattern), new RouteValueDictionary(pattern.Defaults)).TryMatch(http.Request.Path, values))
        {
            http.Request.RouteValues = values;
        }
    }
}
