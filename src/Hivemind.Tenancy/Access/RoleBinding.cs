namespace Hivemind.Tenancy;

/// <summary>
/// A role given to a user or group in a scope, for ever or until a time. Of one subject, role and scope there is one binding:
/// binding it again replaces its end. A tenant's own role, and a tenant's own group, is bound in that tenant alone.
/// </summary>
public sealed record RoleBinding
{
    /// <summary>Makes a binding.</summary>
    /// <param name="subject">Who.</param>
    /// <param name="role">Which role; of a string, the platform's of that id.</param>
    /// <param name="scope">Where.</param>
    /// <exception cref="ArgumentException">An argument is <c>default</c>, or the role or the group belongs to another tenant than the scope's.</exception>
    public RoleBinding(RoleSubject subject, RoleReference role, PermissionScope scope)
    {
        Subject = subject.Validated(nameof(subject));
        Role = role.Validated(nameof(role));
        Scope = scope.Validated(nameof(scope));
        EnsureWithin(role.Tenant, nameof(role));
        EnsureWithin(subject.Tenant, nameof(subject));
    }

    /// <summary>Who.</summary>
    public RoleSubject Subject { get; }

    /// <summary>Which role.</summary>
    public RoleReference Role { get; }

    /// <summary>Where.</summary>
    public PermissionScope Scope { get; }

    /// <summary>
    /// When it ends, in UTC and whole microseconds (what is finer is cut off); null, as it is unless set, when it does not. From that moment
    /// on, by the store's time, it grants nothing and is not listed.
    /// </summary>
    public DateTimeOffset? EndsAt { get; init => field = value is { } end ? TenancyClock.WholeMicroseconds(end) : null; }

    /// <summary>What a tenant owns reaches nobody else, also not one that is made under its id later.</summary>
    private void EnsureWithin(TenantReference? owner, string paramName)
    {
        if (owner is { } tenant && Scope.Reference != tenant)
        {
            throw new ArgumentException($"What belongs to tenant '{tenant}' is bound in its scopes only, not in '{Scope}'.", paramName);
        }
    }
}
