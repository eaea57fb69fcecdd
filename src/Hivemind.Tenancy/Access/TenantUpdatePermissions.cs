namespace Hivemind.Tenancy;

/// <summary>
/// Which permission changes which property of a <see cref="Tenant"/>. The only place that says so: <see cref="ITenantManager"/> and
/// the Tenant API ask here. A property that is not named here, one that is added later too, takes
/// <see cref="TenancyPermissions.UpdateTenant"/> at Global scope.
/// </summary>
public static class TenantUpdatePermissions
{
    /// <summary>What a caller must hold to write one record of a tenant over another; nothing when they say the same.</summary>
    /// <param name="before">The tenant as it is.</param>
    /// <param name="after">The tenant as it shall be. <see cref="Tenant.UpdatedAt"/> does not count: the write sets it.</param>
    /// <exception cref="ArgumentException"><paramref name="after"/> differs in what no change of settings may touch: id, uid, status, its reason and version, version, creation time or plan.</exception>
    public static IReadOnlyList<(Permission Permission, PermissionScope Scope)> Required(Tenant before, Tenant after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (after != WithWhatNobodyChanges(before, after))
        {
            throw new ArgumentException("A change must leave Id, Uid, Status, StatusReason, StatusVersion, Version, CreatedAt and Plan as they are; plans are applied by their manager.", nameof(after));
        }

        // Group by group, what may be changed with a permission of its own is taken over from after; what is left then said nothing.
        List<(Permission, PermissionScope)> required = [];
        PermissionScope own = PermissionScope.Tenant(before);
        Tenant described = before with { Name = after.Name, Description = after.Description, Labels = after.Labels };
        if (described != before)
        {
            required.Add((TenancyPermissions.UpdateTenant, own));
        }

        Tenant limited = described with { ResourceQuotas = after.ResourceQuotas };
        Tenant budgeted = limited with { Budgets = after.Budgets };
        if (budgeted != after with { UpdatedAt = before.UpdatedAt })
        {
            required.Add((TenancyPermissions.UpdateTenant, PermissionScope.Global));
        }

        // Beside that: an owner has the rights of tenant-admin, and nobody grants more than they hold.
        if (after.OwnerId != before.OwnerId)
        {
            required.AddRange(BuiltInRoles.TenantAdmin.Permissions.Select(permission => (permission, own)));
        }

        if (limited != described)
        {
            required.Add((TenancyPermissions.UpdateQuotas, PermissionScope.Global));
        }

        if (budgeted != limited)
        {
            required.Add((TenancyPermissions.UpdateBudgets, PermissionScope.Global));
        }

        return required;
    }

    private static Tenant WithWhatNobodyChanges(Tenant before, Tenant after) => after with
    {
        Id = before.Id,
        Uid = before.Uid,
        Status = before.Status,
        StatusReason = before.StatusReason,
        StatusVersion = before.StatusVersion,
        Version = before.Version,
        CreatedAt = before.CreatedAt,
        Plan = before.Plan,
    };
}
