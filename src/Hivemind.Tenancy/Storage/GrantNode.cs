using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// What one user is granted in one scope, with what lies below it: namespaces under a tenant, resources under a namespace. A grant
/// at a node reaches everything below it, so a question walks down, one look-up a level.
/// </summary>
internal sealed class GrantNode
{
    /// <summary>
    /// A role alone, with nothing below: one node for all users and scopes, so that a question finds it in the processor's cache, where
    /// nodes of their own for each of a user's tenants do not fit.
    /// </summary>
    private static readonly ConditionalWeakTable<Role, GrantNode> Alone = [];

    private readonly HashSet<Role> _roles = new(ReferenceEqualityComparer.Instance);
    private PermissionSet? _permissions;
    private Dictionary<string, GrantNode>? _children;

    /// <summary>Whether a grant at this node covers the permission.</summary>
    public bool Covers(in Permission permission) => _permissions?.Covers(permission) == true;

    /// <summary>Whether a grant here or below, on the way to the scope, covers the permission.</summary>
    public bool IsGranted(in Permission permission, in PermissionScope scope) =>
        Covers(permission)
        || (scope.NamespaceName is { } space
            && _children?.GetValueOrDefault(space) is { } inNamespace
            && (inNamespace.Covers(permission)
                || (scope.ResourceName is { } resource && inNamespace._children?.GetValueOrDefault(resource)?.Covers(permission) == true)));

    /// <summary>Adds a grant here; <see cref="Sealed"/> comes after the last.</summary>
    public void Add(Role role) => _roles.Add(role);

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

    /// <summary>The node to ask from now on: this one, or one that says the same.</summary>
    public GrantNode Sealed()
    {
        if (_children is null && _roles.Count == 1)
        {
            return Alone.GetValue(_roles.Single(), role => new GrantNode { _permissions = new PermissionSet(role.Permissions) });
        }

        _permissions = _roles.Count == 0 ? null : new PermissionSet(_roles.SelectMany(r => r.Permissions));
        foreach (string step in _children?.Keys.ToArray() ?? [])
        {
            _children![step] = _children[step].Sealed();
        }

        return this;
    }
}
