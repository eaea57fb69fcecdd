namespace Hivemind.Tenancy;

/// <summary>The permissions that roles grant together in one scope. Immutable.</summary>
internal sealed class PermissionSet
{
    /// <summary>Up to here a scan beats hashing.</summary>
    private const int ScanLimit = 8;

    private readonly Permission[] _permissions;
    private readonly HashSet<Permission>? _hashed;

    public PermissionSet(IEnumerable<Permission> permissions)
    {
        _permissions = permissions.Distinct().ToArray();
        IsAll = _permissions.Any(p => p is { Resource: Permission.Any, Action: Permission.Any });
        _hashed = _permissions.Length > ScanLimit ? [.. _permissions] : null;
    }

    /// <summary>Whether it holds <c>*:*</c>, which covers everything.</summary>
    private bool IsAll { get; }

    public bool Covers(Permission asked)
    {
        if (IsAll)
        {
            return true;
        }

        if (_hashed is not null)
        {
            return _hashed.Contains(asked)
                || _hashed.Contains(new Permission(asked.Resource, Permission.Any))
                || _hashed.Contains(new Permission(Permission.Any, asked.Action));
        }

        foreach (Permission permission in _permissions)
        {
            if (permission.Covers(asked))
            {
                return true;
            }
        }

        return false;
    }
}
