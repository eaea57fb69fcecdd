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
        response.Headers.CacheControl = "no-store";
    }
}
