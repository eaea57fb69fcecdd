namespace Hivemind.Tenancy.Workloads;

/// <summary>
/// What <see cref="IAppManager"/> asks a user for, at the scope of the app's namespace; where that is the tenant's no more, at the
/// tenant's. <see cref="BuiltInRoles.TenantOperator"/> may deploy, read, scale and stop, <see cref="BuiltInRoles.TenantViewer"/> read.
/// </summary>
public static class AppPermissions
{
    /// <summary><c>apps:deploy</c>: to deploy and to redeploy.</summary>
    public static Permission Deploy { get; } = new("apps", "deploy");

    /// <summary><c>apps:read</c>: to find and to list, to read logs and usage.</summary>
    public static Permission Read { get; } = new("apps", "read");

    /// <summary><c>apps:scale</c>.</summary>
    public static Permission Scale { get; } = new("apps", "scale");

    /// <summary><c>apps:stop</c>; also to start again.</summary>
    public static Permission Stop { get; } = new("apps", "stop");

    /// <summary><c>apps:delete</c>: to remove.</summary>
    public static Permission Delete { get; } = new("apps", "delete");

    /// <summary><c>volumes:create</c>.</summary>
    public static Permission CreateVolume { get; } = new("volumes", "create");

    /// <summary><c>volumes:read</c>.</summary>
    public static Permission ReadVolumes { get; } = new("volumes", "read");

    /// <summary><c>volumes:delete</c>.</summary>
    public static Permission DeleteVolume { get; } = new("volumes", "delete");
}
