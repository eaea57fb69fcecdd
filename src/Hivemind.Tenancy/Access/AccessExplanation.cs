namespace Hivemind.Tenancy;

/// <summary>A decision about access with every grant that decided it.</summary>
public sealed record AccessExplanation
{
    /// <summary>Makes an explanation.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="permission">What; null when access to the tenant as such was asked for.</param>
    /// <param name="scope">Where.</param>
    /// <param name="grants">The grants that decided; none when it is denied.</param>
    /// <param name="reason">The decision in words.</param>
    public AccessExplanation(
        string userId, Permission? permission, PermissionScope scope, IEnumerable<AccessGrant> grants, string reason)
    {
        ArgumentNullException.ThrowIfNull(grants);
        UserId = userId;
        Permission = permission;
        Scope = scope;
        Grants = ValueList<AccessGrant>.Create(grants);
        Reason = reason;
    }

    /// <summary>Who.</summary>
    public string UserId { get; }

    /// <summary>What; null when access to the tenant as such was asked for.</summary>
    public Permission? Permission { get; }

    /// <summary>Where.</summary>
    public PermissionScope Scope { get; }

    /// <summary>Whether it is granted: there is at least one grant.</summary>
    public bool IsGranted => Grants.Count > 0;

    /// <summary>The grants that decided, and through which group; empty when it is denied.</summary>
    public IReadOnlyList<AccessGrant> Grants { get; }

    /// <summary>The decision in words.</summary>
    public string Reason { get; }
}
