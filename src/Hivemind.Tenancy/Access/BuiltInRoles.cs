namespace Hivemind.Tenancy;

/// <summary>
/// Roles that always exist and cannot be changed; they are the platform's, and no tenant has one of its own by such an id. What they reach is decided by where they are bound: a platform
/// administrator is a Global binding of <see cref="PlatformAdmin"/>; there is no magic user name.
/// </summary>
public static class BuiltInRoles
{
    /// <summary><c>platform-admin</c>: everything. Meant to be bound at Global scope.</summary>
    public static Role PlatformAdmin { get; } = new("platform-admin", [new Permission(Permission.Any, Permission.Any)]);

    /// <summary><c>tenant-admin</c>: everything, where it is bound. At Tenant scope that is all but what needs Global scope (quotas, isolation, status, ...). A tenant's owner has these rights.</summary>
    public static Role TenantAdmin { get; } = new("tenant-admin", [new Permission(Permission.Any, Permission.Any)]);

    /// <summary><c>tenant-operator</c>: reads everything, and deploys, scales, stops and restarts.</summary>
    public static Role TenantOperator { get; } = new(
        "tenant-operator",
        [
            new Permission(Permission.Any, "read"),
            new Permission(Permission.Any, "deploy"),
            new Permission(Permission.Any, "scale"),
            new Permission(Permission.Any, "stop"),
            new Permission(Permission.Any, "restart"),
        ]);

    /// <summary><c>tenant-viewer</c>: reads everything.</summary>
    public static Role TenantViewer { get; } = new("tenant-viewer", [new Permission(Permission.Any, "read")]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Role> All { get; } = [PlatformAdmin, TenantAdmin, TenantOperator, TenantViewer];

    internal static Role? Find(string roleId) => All.FirstOrDefault(r => string.Equals(r.Id, roleId, StringComparison.Ordinal));
}
