namespace Hivemind.Tenancy;

/// <summary>What a binding asks of its tenant.</summary>
internal static class AccessRules
{
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    /// <exception cref="ArgumentException">It has no such namespace.</exception>
    public static void EnsureBindable(RoleBinding binding, Tenant tenant)
    {
        if (tenant.Status == TenantStatus.Terminating)
        {
            throw new TenantNotActiveException(tenant.Id, tenant.Status);
        }

        if (!HasNamespaceOf(tenant, binding.Scope))
        {
            throw new ArgumentException($"Tenant '{tenant.Id}' has no namespace '{binding.Scope.NamespaceName}'.", nameof(binding));
        }
    }

    /// <summary>Whether the scope's namespace, if it has one, belongs to the tenant.</summary>
    public static bool HasNamespaceOf(Tenant tenant, PermissionScope scope) =>
        scope.NamespaceName is null || tenant.Namespaces.Contains(scope.NamespaceName, StringComparer.Ordinal);
}
