using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What every answer of the dashboard says to the browser.</summary>
internal static class DashboardHeaders
{
    public static void Set(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = DashboardMapping.Of(response.HttpContext).ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // As antiforgery sets it where a page has a form: what differs it sets right, with a warning in the host's log each time.
        response.Headers.CacheControl = "no-cache, no-store";
    }
}
