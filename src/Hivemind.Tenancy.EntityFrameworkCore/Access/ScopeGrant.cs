namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What several roles grant together in one scope. Immutable.</summary>
internal sealed class ScopeGrant(PermissionScope scope, IEnumerable<Role> roles)
{
    private readonly Permission[] _permissions = [.. roles.SelectMany(r => r.Permissions).Distinct()];

    public PermissionScope Scope { get; } = scope;

    public bool IsGranted(Permission permission, PermissionScope asked)
    {
        if (!Scope.Includes(asked))
        {
            return false;
        }

        foreach (Permission granted in _permissions)
        {
            if (granted.Covers(permission))
            {
                return true;
            }
        }

        return false;
    }
}
