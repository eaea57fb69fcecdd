namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What a change of a tenant's settings takes: the same as <see cref="ITenantManager"/> asks of a caller in the tenant's context.</summary>
internal static class TenantDemands
{
    public static IReadOnlyList<(Permission Permission, PermissionScope Scope)> Of(Tenant before, Tenant after)
    {
        List<(Permission, PermissionScope)> demands = [];
        PermissionScope own = PermissionScope.Tenant(before.Id);
        if (after.Name != before.Name || after.Description != before.Description || !after.Labels.Equals(before.Labels))
        {
            demands.Add((TenancyPermissions.UpdateTenant, own));
        }

        bool changesOwner = after.OwnerId != before.OwnerId;
        if (changesOwner || after.IsolationLevel != before.IsolationLevel || !after.Namespaces.Equals(before.Namespaces))
        {
            demands.Add((TenancyPermissions.UpdateTenant, PermissionScope.Global));
        }

        if (changesOwner)
        {
            demands.AddRange(BuiltInRoles.TenantAdmin.Permissions.Select(p => (p, own)));
        }

        if (after.ResourceQuotas != before.ResourceQuotas)
        {
            demands.Add((TenancyPermissions.UpdateQuotas, PermissionScope.Global));
        }

        return demands;
    }
}
