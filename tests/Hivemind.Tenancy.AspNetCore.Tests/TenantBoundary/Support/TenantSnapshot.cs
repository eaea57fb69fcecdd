using System.Text.Json;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>All that is known of a tenant, as text that can be compared.</summary>
internal static class TenantSnapshot
{
    public static async Task<string> TakeAsync(IServiceProvider services, TenantId tenantId)
    {
        ITenantManager tenants = services.GetRequiredService<ITenantManager>();
        IQuotaManager quotas = services.GetRequiredService<IQuotaManager>();
        IAccessManager access = services.GetRequiredService<IAccessManager>();
        Tenant tenant = await tenants.GetTenantAsync(tenantId);
        TenantUsage usage = await quotas.GetUsageAsync(tenantId);
        List<string> lines = [JsonSerializer.Serialize(tenant), string.Join('\n', usage.Resources), $"{usage.Held} {usage.Committed} {usage.Grace}"];
        lines.AddRange((await quotas.ListAllocationsAsync(tenantId)).Select(a => a.ToString()));
        lines.AddRange((await access.ListBindingsAsync(new RoleBindingQuery { Tenant = tenantId })).Select(b => b.ToString()).Order(StringComparer.Ordinal));
        lines.AddRange((await tenants.ReadEventsAsync(new EventQuery { Tenant = tenantId, Limit = 1000 })).Events.Select(e => JsonSerializer.Serialize(e)));
        IAppManager apps = services.GetRequiredService<IAppManager>();
        lines.AddRange((await apps.ListAppsAsync(tenant)).Select(a => JsonSerializer.Serialize(a)));
        lines.AddRange((await apps.ListVolumesAsync(tenant)).Select(v => JsonSerializer.Serialize(v)));
        return string.Join('\n', lines);
    }

    /// <summary>What belongs to no tenant: who holds what everywhere, roles, groups, and which tenants there are.</summary>
    public static async Task<string> TakePlatformAsync(IServiceProvider services)
    {
        IAccessManager access = services.GetRequiredService<IAccessManager>();
        List<string> lines = [];
        lines.AddRange((await access.ListBindingsAsync()).Where(b => b.Scope.Kind == PermissionScopeKind.Global).Select(b => b.ToString()));
        lines.AddRange((await access.ListRolesAsync()).Select(r => $"{r.Id}: {string.Join(' ', r.Permissions)}"));
        lines.AddRange(await access.ListGroupMembersAsync(AttackedHost.Group));
        lines.AddRange((await services.GetRequiredService<ITenantManager>().ListTenantsAsync()).Select(t => t.Id.Value));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
