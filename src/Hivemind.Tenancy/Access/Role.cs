namespace Hivemind.Tenancy;

/// <summary>
/// A named set of permissions, the platform's or one tenant's own. Its id means nothing by itself: what it grants, and where, is in its
/// permissions and bindings.
/// </summary>
public sealed record Role
{
    /// <summary>Makes a role.</summary>
    /// <param name="id">1 to 256 characters.</param>
    /// <param name="permissions">At least one.</param>
    /// <param name="tenant">Whose it is; null for the platform's.</param>
    /// <exception cref="ArgumentException">There is no permission, or one is <c>default(Permission)</c>, or <paramref name="tenant"/> is <c>default</c>.</exception>
    public Role(string id, IReadOnlyList<Permission> permissions, TenantReference? tenant = null)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        Id = Requires.Line(id, "Role id", TenancyLimits.UserIdLength);
        Permissions = ValueList<Permission>.Create(
            permissions.Select(p => p.Validated(nameof(permissions))).Distinct().OrderBy(p => p.ToString(), StringComparer.Ordinal));
        if (Permissions.Count == 0)
        {
            throw new ArgumentException("A role has at least one permission.", nameof(permissions));
        }

        Tenant = tenant?.Validated(nameof(tenant));
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>What it grants, sorted, without duplicates.</summary>
    public IReadOnlyList<Permission> Permissions { get; }

    /// <summary>Whose it is; null for the platform's.</summary>
    public TenantReference? Tenant { get; }

    /// <summary>Whether it can grant anything in a scope: a tenant's own can in that tenant only.</summary>
    internal bool GrantsIn(in PermissionScope scope) => Tenant is not { } owner || scope.Reference == owner;
}
