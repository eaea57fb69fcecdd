namespace Hivemind.Tenancy.Storage;

/// <summary>
/// What one user is granted in one scope, with what lies below it: namespaces under a tenant, resources under a namespace. A grant
/// at a node reaches everything below it, so a question walks down, one look-up a level.
/// </summary>
internal sealed class GrantNode
{
    private List<Permission>? _granted;
    private PermissionSet? _permissions;
    private Dictionary<string, GrantNode>? _children;

    /// <summary>Whether a grant at this node covers the permission.</summary>
    public bool Covers(Permission permission) => _permissions?.Covers(permission) == true;

    /// <summary>Whether a grant here or below, on the way to the scope, covers the permission.</summary>
    public bool IsGranted(Permission permission, in PermissionScope scope) =>
        Covers(permission)
        || (scope.NamespaceName is { } space
            && _children?.GetValueOrDefault(space) is { } inNamespace
            && (inNamespace.Covers(permission)
                || (scope.ResourceName is { } resource && inNamespace._children?.GetValueOrDefault(resource)?.Covers(permission) == true)));

    /// <summary>Adds grants here; <see cref="Seal"/> comes after the last.</summary>
    public void Add(IEnumerable<Permission> permissions) => (_granted ??= []).AddRange(permissions);

    /// <summary>The node one step below, made if it is not there.</summary>
    public GrantNode Below(string? step)
    {
        if (step is null)
        {
            return this;
        }

        _children ??= [];
        if (!_children.TryGetValue(step, out GrantNode? child))
        {
            _children.Add(step, child = new GrantNode());
        }

        return child;
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
}
