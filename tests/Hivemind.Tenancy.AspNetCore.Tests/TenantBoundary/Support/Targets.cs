using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A host's own endpoints: each answers with the context it runs in, and what it can read there.</summary>
internal static class Targets
{
    public static void Map(WebApplication app)
    {
        app.MapTenantApi();
        app.Map("/who", WhoAsync).RequireTenant();
        app.Map("/r/{tenant}/who", WhoAsync).RequireTenant();
        app.Map("/pods/{namespace}", WhoAsync).RequireTenantPermission("containers", "deploy", "namespace");
        app.Map("/open", WhoAsync);
        app.MapGet("/find/{id}", FindAsync).RequireTenant();
        app.Map("/none/{**rest}", WhoAsync).AllowNoTenant();
    }

    /// <summary><c>acme as mallory: ...</c> with the description that the manager reads of that tenant, or <c>nobody</c>.</summary>
    private static async Task<string> WhoAsync(HttpContext http, ITenantManager tenants)
    {
        if (TenantContext.Current is not { TenantId: { } tenantId } context)
        {
            return TenantContext.Current is null or { Kind: TenantContextKind.User } && http.GetTenantContext() is null ? "nobody" : "a context without a tenant";
        }

        Tenant tenant = await tenants.GetTenantAsync(tenantId, http.RequestAborted);
        return $"{tenantId} as {context.UserId}: {tenant.Description}";
    }

    private static async Task<string> FindAsync(string id, ITenantManager tenants, IQuotaManager quotas, CancellationToken cancellationToken)
    {
        if (!TenantId.TryParse(id, out TenantId tenantId) || await tenants.FindTenantAsync(tenantId, cancellationToken) is not { } tenant)
        {
            return "not found";
        }

        TenantUsage usage = await quotas.GetUsageAsync(tenant.Id, cancellationToken);
        return $"{tenant.Description} {usage.Held}";
    }
}
