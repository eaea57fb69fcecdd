namespace Hivemind.Tenancy;

/// <summary>The permissions that the managers themselves ask for. Hosts add their own (<c>containers:deploy</c>).</summary>
public static class TenancyPermissions
{
    /// <summary><c>tenants:read</c>, at Global scope: to list all tenants. One that a user has access to can be read without.</summary>
    public static Permission ReadTenants { get; } = new("tenants", "read");

    /// <summary>
    /// <c>tenants:create</c>, at Global scope, beside all permissions of <see cref="BuiltInRoles.TenantAdmin"/> there: the new
    /// tenant's owner gets these, its quotas and isolation are the creator's choice, and nobody grants more than they hold.
    /// </summary>
    public static Permission CreateTenant { get; } = new("tenants", "create");

    /// <summary>
    /// <c>tenants:update</c>: name, description and labels at Tenant scope; owner, isolation level, namespaces and all that has no
    /// permission of its own at Global scope. <see cref="TenantUpdatePermissions"/> says what a change takes.
    /// </summary>
    public static Permission UpdateTenant { get; } = new("tenants", "update");

    /// <summary><c>tenants:suspend</c>, at Global scope; also to resume.</summary>
    public static Permission SuspendTenant { get; } = new("tenants", "suspend");

    /// <summary><c>tenants:delete</c>, at Global scope.</summary>
    public static Permission DeleteTenant { get; } = new("tenants", "delete");

    /// <summary><c>quotas:update</c>, at Global scope: quotas, grace and reconciling.</summary>
    public static Permission UpdateQuotas { get; } = new("quotas", "update");

    /// <summary>
    /// <c>allocations:update</c>, at Tenant scope, for a user in no tenant: reserving, committing, renewing, resizing and releasing. Code in
    /// a tenant's context needs none.
    /// </summary>
    public static Permission UpdateAllocations { get; } = new("allocations", "update");

    /// <summary><c>budgets:update</c>, at Global scope: how much a tenant may use up.</summary>
    public static Permission UpdateBudgets { get; } = new("budgets", "update");

    /// <summary>
    /// <c>consumption:update</c>, at Tenant scope, for a user in no tenant: consuming, holding and settling, for which code in a tenant's context needs
    /// none; at Global scope to correct what was consumed.
    /// </summary>
    public static Permission UpdateConsumption { get; } = new("consumption", "update");

    /// <summary>
    /// <c>usage:read</c>: what a tenant has used over time, for a user in no tenant, at Tenant scope; of all tenants, and of one that is gone, at Global scope.
    /// </summary>
    public static Permission ReadUsage { get; } = new("usage", "read");

    /// <summary><c>plans:read</c>, at Global scope: which plans there are and what they say.</summary>
    public static Permission ReadPlans { get; } = new("plans", "read");

    /// <summary><c>plans:update</c>, at Global scope: publishing and removing plans; and nobody binds a role that grants more than they hold.</summary>
    public static Permission UpdatePlans { get; } = new("plans", "update");

    /// <summary><c>plans:apply</c>, at Global scope: moving tenants to a version of a plan, and seeing what that would change; and nobody binds a role that grants more than they hold.</summary>
    public static Permission ApplyPlans { get; } = new("plans", "apply");

    /// <summary><c>events:read</c>, at Tenant scope.</summary>
    public static Permission ReadEvents { get; } = new("events", "read");

    /// <summary><c>role-bindings:read</c>, at the scope of the bindings.</summary>
    public static Permission ReadBindings { get; } = new("role-bindings", "read");

    /// <summary><c>role-bindings:update</c>, at the scope of the binding; and nobody grants more than they hold.</summary>
    public static Permission UpdateBindings { get; } = new("role-bindings", "update");

    /// <summary><c>roles:update</c>, at Global scope; and nobody grants more than they hold.</summary>
    public static Permission UpdateRoles { get; } = new("roles", "update");

    /// <summary><c>groups:read</c>, at Global scope.</summary>
    public static Permission ReadGroups { get; } = new("groups", "read");

    /// <summary><c>groups:update</c>, at Global scope; and nobody grants more than they hold.</summary>
    public static Permission UpdateGroups { get; } = new("groups", "update");

    /// <summary>
    /// Those that every operation asks for at Global scope. Held in a tenant, or by owning one, they allow nothing: who explains to somebody what a
    /// user may do asks about them at <see cref="PermissionScope.Global"/>.
    /// </summary>
    public static IReadOnlyList<Permission> AtGlobalScopeOnly { get; } = ValueList<Permission>.Create(
    [
        ReadTenants, CreateTenant, SuspendTenant, DeleteTenant, UpdateQuotas, UpdateBudgets, ReadPlans, UpdatePlans, ApplyPlans, UpdateRoles, ReadGroups, UpdateGroups,
    ]);

    /// <summary>Those that some operations ask for at the scope of a tenant and others at Global scope: held in a tenant, they allow a part.</summary>
    public static IReadOnlyList<Permission> AtGlobalScopeInPart { get; } = ValueList<Permission>.Create(
        [UpdateTenant, UpdateConsumption, ReadUsage, ReadBindings, UpdateBindings]);
}
