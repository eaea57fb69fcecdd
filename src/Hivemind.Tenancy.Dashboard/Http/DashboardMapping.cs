using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>One mapping of the dashboard, kept in its endpoints' metadata: where it begins and its options.</summary>
internal sealed record DashboardMapping(string Prefix, TenantDashboardOptions Options)
{
    /// <summary>Nothing inline, nothing from elsewhere, in nobody's frame; forms lead where the host says, too.</summary>
    public string ContentSecurityPolicy { get; } =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        + $"form-action {string.Join(' ', Options.FormOrigins.Prepend("'self'"))}; base-uri 'none'; frame-ancestors 'none'";

    public static DashboardMapping Of(HttpContext http) => http.GetEndpoint()!.Metadata.GetRequiredMetadata<DashboardMapping>();
}
