namespace Hivemind.Tenancy;

/// <summary>A named set of permissions. Its id means nothing by itself: what it grants, and where, is in its permissions and bindings.</summary>
public sealed record Role
{
    /// <summary>Makes a role.</summary>
    /// <param name="id">1 to 256 characters.</param>
    /// <param name="permissions">At least one.</param>
    /// <exception cref="ArgumentException">There is no permission, or one is <c>default(Permission)</c>.</exception>
    public Role(string id, IReadOnlyList<Permission> permissions)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        Id = Requires.Line(id, "Role id", TenancyLimits.UserIdLength);
        Permissions = ValueList<Permission>.Create(
            permissions.Select(p => p.Validated(nameof(permissions))).Distinct().OrderBy(p => p.ToString(), StringComparer.Ordinal));
        if (Permissions.Count == 0)
        {
            throw new ArgumentException("A role has at least one permission.", nameof(permissions));
        }
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>What it grants, sorted, without duplicates.</summary>
    public IReadOnlyList<Permission> Permissions { get; }
}
