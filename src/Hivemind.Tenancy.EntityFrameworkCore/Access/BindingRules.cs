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

    /// <exception cref="TenantNotFoundException">The tenant is not there, or was created later: the binding was asked for in a former one.</exception>
    /// <exception cref="TenantNotActiveException">The tenant's status allows no changes.</exception>
    /// <exception cref="ArgumentException">It has no such namespace.</exception>
    public static void EnsureBindable(RoleBinding binding, TenantId tenantId, TenantRow? tenant, DateTimeOffset occurredAt)
    {
        if (tenant is null || occurredAt.UtcTicks < tenant.CreatedAt)
        {
            throw new TenantNotFoundException(tenantId);
        }

        tenant.EnsureAllows(TenantOperation.Update);
        if (binding.Scope.NamespaceName is { } name && !NamespacesOf(tenant).Contains(name))
        {
            throw new ArgumentException($"Tenant '{tenantId}' has no namespace '{name}': add it with AddNamespaceAsync.", nameof(binding));
        }
    }

    public static HashSet<string> NamespacesOf(TenantRow tenant) => [.. tenant.NamespaceList()];
}
