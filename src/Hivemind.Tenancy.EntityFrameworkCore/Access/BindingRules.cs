namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What a role may be, and what a binding asks of its tenant: the in-memory provider's rules, over a locked row.</summary>
internal static class BindingRules
{
    /// <exception cref="ArgumentException">It is a built-in role.</exception>
    public static void EnsureNotBuiltIn(string roleId, string paramName)
    {
        if (AccessRows.BuiltInRole(roleId) is not null)
        {
            throw new ArgumentException($"Role '{roleId}' is built in and cannot be changed.", paramName);
        }
    }

    /// <exception cref="ArgumentException">The scope names a tenant by its id alone.</exception>
    public static void EnsureHasUid(PermissionScope scope, string paramName)
    {
        if (scope is { TenantId: not null, TenantUid: null })
        {
            throw new ArgumentException($"The scope '{scope}' does not say which tenant of that id: give it the uid, see PermissionScope.WithUid.", paramName);
        }
    }

    /// <exception cref="TenantNotFoundException">The tenant is not there, or another has its id.</exception>
    /// <exception cref="TenantNotActiveException">The tenant's status allows no changes.</exception>
    /// <exception cref="ArgumentException">It has no such namespace.</exception>
    public static void EnsureBindable(RoleBinding binding, TenantReference named, TenantRow? tenant)
    {
        if (tenant is null || !named.Names(new TenantUid(tenant.Uid)))
        {
            throw new TenantNotFoundException(named.Id);
        }

        tenant.EnsureAllows(TenantOperation.Update);
        if (binding.Scope.NamespaceName is { } name && !NamespacesOf(tenant).Contains(name))
        {
            throw new ArgumentException($"Tenant '{named.Id}' has no namespace '{name}': add it with AddNamespaceAsync.", nameof(binding));
        }
    }

    public static HashSet<string> NamespacesOf(TenantRow tenant) => [.. tenant.NamespaceList()];
}
