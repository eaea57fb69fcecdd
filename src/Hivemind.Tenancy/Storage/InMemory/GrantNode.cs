namespace Hivemind.Tenancy.Storage;

/// <summary>
/// What one user is granted, as a tree of scopes: Global at the root, below it tenants, namespaces, resources. A grant at a
/// node reaches everything below it, so a question walks down from the root, one look-up a level.
/// </summary>
internal sealed class GrantNode
{
    private List<Permission>? _granted;
    private PermissionSet? _permissions;
    private Dictionary<string, GrantNode>? _children;

    /// <summary>Whether a grant here or above covers the permission in the scope.</summary>
    public bool IsGranted(Permission permission, in PermissionScope scope)
    {
        GrantNode? node = this;
        for (int depth = 0; node is not null; depth++)
        {
            if (node._permissions?.Covers(permission) == true)
            {
                return true;
            }

            string? step = Step(scope, depth);
            node = step is null ? null : node._children?.GetValueOrDefault(step);
        }

        return false;
    }

    /// <summary>Adds a grant; <see cref="Seal"/> comes after the last.</summary>
    public void Add(PermissionScope scope, IEnumerable<Permission> permissions)
    {
        GrantNode node = this;
        for (int depth = 0; Step(scope, depth) is { } step; depth++)
        {
            node._children ??= [];
            if (!node._children.TryGetValue(step, out GrantNode? child))
            {
                node._children.Add(step, child = new GrantNode());
            }

            node = child;
        }

        (node._granted ??= []).AddRange(permissions);
    }

    /// <summary>Makes the tree ready for questions; it does not change any more.</summary>
    public void Seal()
    {
        _permissions = _granted is null ? null : new PermissionSet(_granted);
        _granted = null;
        foreach (GrantNode child in _children?.Values ?? Enumerable.Empty<GrantNode>())
        {
            child.Seal();
        }
    }

    private static string? Step(in PermissionScope scope, int depth) => depth switch
    {
        0 => scope.TenantId?.Value,
        1 => scope.NamespaceName,
        2 => scope.ResourceName,
        _ => null,
    };
}
