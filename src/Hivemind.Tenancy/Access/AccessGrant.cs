namespace Hivemind.Tenancy;

/// <summary>One reason why access is granted.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Scope">The scope it is granted in.</param>
/// <param name="Role">The role; null when a read-only provider does not say, or at Global scope when the caller may not know.</param>
/// <param name="Group">The group through which the user has it; null when it is the user's own, or the caller may not know.</param>
public sealed record AccessGrant(AccessGrantKind Kind, PermissionScope Scope, RoleReference? Role, GroupReference? Group);
