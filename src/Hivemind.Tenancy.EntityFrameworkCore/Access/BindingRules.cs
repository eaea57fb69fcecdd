namespace Hivemind.Tenancy;

/// <summary>What a role may be, and what a binding asks of its tenant: as the reference decides it, over a locked row.</summary>
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

    /// <exception cref="TenantNotFoundException">The tenant is not there, or was created later: the binding was asked for in a former one.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    /// <exception cref="ArgumentException">It has no such namespace.</exception>
    public static void EnsureBindable(RoleBinding binding, TenantId tenantId, TenantRow? tenant, DateTimeOffset occurredAt)
    {
        if (tenant is null || occurredAt.UtcTicks < tenant.CreatedAt)
        {
            throw new TenantNotFoundException(tenantId);
        }

        if (IsEnding(tenant))
        {
            throw new TenantNotActiveException(tenantId, TenantStatus.Terminating);
        }

        if (binding.Scope.NamespaceName is { } name && !NamespacesOf(tenant).Contains(name))
        {
            throw new ArgumentException($"Tenant '{tenantId}' has no namespace '{name}': add it with AddNamespaceAsync.", nameof(binding));
        }
    }

    /// <summary>Whether no binding to the tenant is let pass any more.</summary>
    public static bool IsEnding(TenantRow tenant) => tenant.Status == (int)TenantStatus.Terminating;

    public static HashSet<string> NamespacesOf(TenantRow tenant) => [.. tenant.NamespaceList()];
}
