namespace Hivemind.Tenancy;

/// <summary>Permissions, indexed by resource for the question whether one of them covers another. Immutable.</summary>
internal sealed class PermissionSet
{
    /// <summary>What may be done to every resource.</summary>
    private readonly string[] _everywhere;

    private readonly Dictionary<string, string[]> _actions;

    public PermissionSet(IEnumerable<Permission> permissions)
    {
        _actions = permissions.GroupBy(p => p.Resource, p => p.Action).ToDictionary(g => g.Key, g => g.Distinct().ToArray());
        _everywhere = _actions.Remove(Permission.Any, out string[]? actions) ? actions : [];
    }

    /// <summary>As <see cref="Permission.Covers"/> of any of them.</summary>
    public bool Covers(in Permission asked) =>
        asked.Resource is not null
        && (Holds(_everywhere, asked.Action) || (_actions.Count > 0 && _actions.TryGetValue(asked.Resource, out string[]? actions) && Holds(actions, asked.Action)));

    private static bool Holds(string[] actions, string asked)
    {
        foreach (string action in actions)
        {
            if (action == asked || action == Permission.Any)
            {
                return true;
            }
        }

        return false;
    }
}
