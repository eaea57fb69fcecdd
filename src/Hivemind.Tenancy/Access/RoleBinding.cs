namespace Hivemind.Tenancy;

/// <summary>A role given to a user or group in a scope. Two bindings that say the same are the same binding.</summary>
public sealed record RoleBinding
{
    /// <summary>Makes a binding.</summary>
    /// <param name="subject">Who.</param>
    /// <param name="roleId">Which role, 1 to 256 characters.</param>
    /// <param name="scope">Where.</param>
    public RoleBinding(RoleSubject subject, string roleId, PermissionScope scope)
    {
        Subject = subject.Validated(nameof(subject));
        RoleId = Requires.Line(roleId, "Role id", TenancyLimits.UserIdLength);
        Scope = scope.Validated(nameof(scope));
    }

    /// <summary>Who.</summary>
    public RoleSubject Subject { get; }

    /// <summary>Which role.</summary>
    public string RoleId { get; }

    /// <summary>Where.</summary>
    public PermissionScope Scope { get; }
}
