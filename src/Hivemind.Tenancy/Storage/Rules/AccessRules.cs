namespace Hivemind.Tenancy.Storage;

/// <summary>What a role may be, and what a binding asks of its tenant.</summary>
public static class AccessRules
{
    /// <summary>Built-in roles are not changed, and a tenant has none of its own by their ids.</summary>
    /// <param name="roleId">The id.</param>
    /// <param name="paramName">What the caller calls it.</param>
    /// <exception cref="ArgumentException">It is a built-in role.</exception>
    public static void EnsureNotBuiltIn(string roleId, string paramName)
    {
        if (BuiltInRoles.Find(roleId) is not null)
        {
            throw new ArgumentException($"Role '{roleId}' is built in and cannot be changed.", paramName);
        }
    }

    /// <summary>Built-in roles are not removed. A tenant's own may be, also by an id that a later release has built in.</summary>
    /// <param name="role">The role.</param>
    /// <param name="paramName">What the caller calls it.</param>
    /// <exception cref="ArgumentException">It is a built-in role.</exception>
    public static void EnsureMayRemove(in RoleReference role, string paramName)
    {
        if (role.Tenant is null)
        {
            EnsureNotBuiltIn(role.Id, paramName);
        }
    }

    /// <summary>What is thrown where a role that is named does not exist.</summary>
    /// <param name="role">The role.</param>
    /// <param name="paramName">What the caller calls it.</param>
    public static ArgumentException NoSuchRole(in RoleReference role, string paramName) => new(
        role.Tenant is { } owner ? $"Tenant '{owner}' has no role '{role.Id}' of its own." : $"There is no role '{role.Id}'.", paramName);

    /// <summary>What a tenant owns is kept for one tenant and none that is made under its id later.</summary>
    /// <param name="owner">Whose it is; null for the platform's.</param>
    /// <param name="paramName">What the caller calls it.</param>
    /// <exception cref="ArgumentException">The owner is named by its id alone.</exception>
    public static void EnsureHasUid(TenantReference? owner, string paramName)
    {
        if (owner is { Uid: null } tenant)
        {
            throw new ArgumentException($"'{tenant}' does not say which tenant of that id: give it the uid.", paramName);
        }
    }

    /// <summary>Whether a tenant may be given something of its own, or have it changed, under its lock.</summary>
    /// <param name="owner">Whose it is to be.</param>
    /// <param name="tenant">Who holds that id; null for nobody.</param>
    /// <exception cref="TenantNotFoundException">There is none, or another.</exception>
    /// <exception cref="TenantNotActiveException">Its status allows no changes.</exception>
    public static void EnsureMayOwn(in TenantReference owner, Tenant? tenant)
    {
        if (WhyMayNotOwn(owner, tenant) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>Whether what that tenant owns stays when it is asked to go: it is there, and its status allows changes.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="tenant">Who holds that id; null for nobody.</param>
    public static bool MayOwn(in TenantReference owner, Tenant? tenant) => WhyMayNotOwn(owner, tenant) is null;

    /// <summary>What goes as a whole is a tenant, or lies in one.</summary>
    /// <param name="scope">What goes.</param>
    /// <param name="paramName">What the caller calls it.</param>
    /// <exception cref="ArgumentException">The scope is Global, or names a tenant by its id alone.</exception>
    public static TenantReference EnsureOfOneTenant(in PermissionScope scope, string paramName)
    {
        EnsureHasUid(scope, paramName);
        return scope.Reference ?? throw new ArgumentException("The platform does not go: name a tenant.", paramName);
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
        if (WhyNotBindable(binding, tenant) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>Whether a binding that is asked for now would be let pass.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="tenant">Its tenant.</param>
    public static bool IsBindable(RoleBinding binding, Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(tenant);
        return WhyNotBindable(binding, tenant) is null;
    }

    /// <summary>Whether the scope's namespace, if it has one, belongs to the tenant.</summary>
    internal static bool HasNamespaceOf(Tenant tenant, in PermissionScope scope) =>
        scope.NamespaceName is null || TenantRules.HasNamespace(tenant, scope.NamespaceName);

    private static TenancyException? WhyMayNotOwn(in TenantReference owner, Tenant? tenant) =>
        tenant is null || !owner.Names(tenant) ? new TenantNotFoundException(owner.Id)
        : !tenant.Status.Allows(TenantOperation.Update) ? new TenantNotActiveException(tenant.Id, tenant.Status)
        : null;

    private static Exception? WhyNotBindable(RoleBinding binding, Tenant tenant) =>
        (Exception?)WhyMayNotOwn(binding.Scope.Reference ?? tenant, tenant)
        ?? (HasNamespaceOf(tenant, binding.Scope)
            ? null
            : new ArgumentException($"Tenant '{tenant.Id}' has no namespace '{binding.Scope.NamespaceName}': add it with AddNamespaceAsync.", nameof(binding)));
}
