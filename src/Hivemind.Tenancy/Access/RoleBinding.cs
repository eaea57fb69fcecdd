namespace Hivemind.Tenancy;

/// <summary>
/// A role given to a user or group in a scope, for ever or until a time. Of one subject, role and scope there is one binding:
/// binding it again replaces its end.
/// </summary>
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

    /// <summary>
    /// When it ends, in UTC and whole microseconds (what is finer is cut off); null, as it is unless set, when it does not. From that moment
    /// on, by the store's time, it grants nothing and is not listed.
    /// </summary>
    public DateTimeOffset? EndsAt { get; init => field = value is { } end ? TenancyClock.WholeMicroseconds(end) : null; }
}
