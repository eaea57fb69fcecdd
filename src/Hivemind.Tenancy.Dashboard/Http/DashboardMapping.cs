using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>One mapping of the dashboard, kept in its endpoints' metadata: where it begins and its options.</summary>
internal sealed record DashboardMapping(string Prefix, TenantDashboardOptions Options)
{
    public static DashboardMapping Of(HttpContext http) => http.GetEndpoint()!.Metadata.GetRequiredMetadata<DashboardMapping>();
}
