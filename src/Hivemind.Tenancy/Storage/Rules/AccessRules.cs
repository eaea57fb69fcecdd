namespace Hivemind.Tenancy.Storage;

/// <summary>What a role may be, and what a binding asks of its tenant.</summary>
public static class AccessRules
{
    /// <summary>Built-in roles are not changed.</summary>
    /// <param name="roleId">The role.</param>
    /// <param name="paramName">What the caller calls it.</param>
    /// <exception cref="ArgumentException">It is a built-in role.</exception>
    public static void EnsureNotBuiltIn(string roleId, string paramName)
    {
        if (BuiltInRoles.Find(roleId) is not null)
        {
            throw new ArgumentException($"Role '{roleId}' is built in and cannot be changed.", paramName);
        }
    }

    /// <summary>Bindings are kept, and removed, for one tenant and none that is made under its id later.</summary>
    /// <param name="scope">Where it is to hold.</param>
    /// <param name="paramName">What the caller calls it.</param>
    /// <exception cref="ArgumentException">The scope names a tenant by its id alone.</exception>
    public static void EnsureHasUid(in PermissionScope scope, string paramName)
    {
        if (scope is { TenantId: not null, TenantUid: null })
        {
            throw new ArgumentException($"The scope '{scope}' does not say which tenant of that id: give it the uid, see PermissionScope.WithUid.", paramName);
        }
    }

    /// <summary>A binding that is made must last.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="now">The store's time in the step.</param>
    /// <exception cref="ArgumentException">It has ended.</exception>
    public static void EnsureNotEnded(RoleBinding binding, DateTimeOffset now)
    {
        if (HasEnded(binding, now))
        {
            throw new ArgumentException($"The binding ends at {binding.EndsAt:O}, and it is {now:O} by the store's time: name a later time.", nameof(binding));
        }
    }

    /// <summary>Whether a binding grants nothing any more.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="now">The store's time.</param>
    public static bool HasEnded(RoleBinding binding, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return binding.EndsAt <= now;
    }

    /// <summary>Whether a binding may be added, under the lock of its tenant.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="tenant">Who holds its scope's id.</param>
    /// <exception cref="TenantNotFoundException">It is another tenant than the binding's.</exception>
    /// <exception cref="TenantNotActiveException">The tenant's status allows no changes.</exception>
    /// <exception cref="ArgumentException">It has no such namespace.</exception>
    public static void EnsureBindable(RoleBinding binding, Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(tenant);
        if (binding.Scope.Reference?.Names(tenant) == false)
        {
            throw new TenantNotFoundException(tenant.Id);
        }

        tenant.Status.EnsureAllows(TenantOperation.Update, tenant.Id);
        if (!HasNamespaceOf(tenant, binding.Scope))
        {
            throw new ArgumentException($"Tenant '{tenant.Id}' has no namespace '{binding.Scope.NamespaceName}': add it with AddNamespaceAsync.", nameof(binding));
        }
    }

    /// <summary>Whether a binding that is asked for now would be let pass.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="tenant">Its tenant.</param>
    public static bool IsBindable(RoleBinding binding, Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(tenant);
        return tenant.Status.Allows(TenantOperation.Update) && HasNamespaceOf(tenant, binding.Scope);
    }

    /// <summary>Whether the scope's namespace, if it has one, belongs to the tenant.</summary>
    internal static bool HasNamespaceOf(Tenant tenant, in PermissionScope scope) =>
        scope.NamespaceName is null || TenantRules.HasNamespace(tenant, scope.NamespaceName);
}
