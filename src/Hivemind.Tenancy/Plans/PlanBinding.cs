namespace Hivemind.Tenancy;

/// <summary>A role that tenants of a plan give to somebody, at the scope of the whole tenant: to a support group, for instance. Both are the platform's.</summary>
/// <param name="Subject">Who: a user, or a group of the platform.</param>
/// <param name="Role">Which role of the platform; of a string, the one of that id.</param>
public sealed record PlanBinding(RoleSubject Subject, RoleReference Role)
{
    /// <summary>Who.</summary>
    public RoleSubject Subject { get; } = Subject.Validated(nameof(Subject)).Tenant is null
        ? Subject : throw new ArgumentException($"'{Subject}' is a tenant's own: plans bind the platform's.", nameof(Subject));

    /// <summary>Which role.</summary>
    public RoleReference Role { get; } = Role.Validated(nameof(Role)).Tenant is null
        ? Role : throw new ArgumentException($"'{Role}' is a tenant's own: plans bind the platform's.", nameof(Role));

    /// <summary>As it is ordered.</summary>
    internal string Text => $"{Role} to {Subject}";

    /// <summary>The binding in one tenant.</summary>
    internal RoleBinding In(Tenant tenant) => new(Subject, Role, PermissionScope.Tenant(tenant));
}
