namespace Hivemind.Tenancy.Tests;

/// <summary>Access as one would explain it to a child: lists, and a look through all of them. Its scopes are paths: tenant, namespace, resource.</summary>
internal sealed class AccessModel
{
    private readonly Dictionary<string, HashSet<(string Resource, string Action)>> _roles = new()
    {
        ["platform-admin"] = [("*", "*")],
        ["tenant-admin"] = [("*", "*")],
        ["tenant-operator"] = [("*", "read"), ("*", "deploy"), ("*", "scale"), ("*", "stop"), ("*", "restart")],
        ["tenant-viewer"] = [("*", "read")],
    };

    private readonly HashSet<(string Subject, string Role, string Path)> _bindings = [];
    private readonly HashSet<(string Group, string User)> _members = [];

    /// <summary>Owner and namespaces of each tenant.</summary>
    public Dictionary<string, (string Owner, HashSet<string> Namespaces)> Tenants { get; } = [];

    public int Bindings => _bindings.Count;

    public bool Bind(string subject, string role, string path) =>
        _roles.ContainsKey(role) && Exists(path) && _bindings.Add((subject, role, path));

    public bool Unbind(string subject, string role, string path) => _bindings.Remove((subject, role, path));

    public void SetRole(string role, IEnumerable<(string, string)> permissions) => _roles[role] = [.. permissions];

    public bool RemoveRole(string role)
    {
        _bindings.RemoveWhere(b => b.Role == role);
        return _roles.Remove(role);
    }

    public bool Join(string group, string user) => _members.Add((group, user));

    public bool Leave(string group, string user) => _members.Remove((group, user));

    public void RemoveNamespace(string tenant, string name)
    {
        if (Tenants[tenant].Namespaces.Remove(name))
        {
            _bindings.RemoveWhere(b => LiesIn(b.Path, $"{tenant}/{name}"));
        }
    }

    public void Delete(string tenant)
    {
        Tenants.Remove(tenant);
        _bindings.RemoveWhere(b => LiesIn(b.Path, tenant));
    }

    /// <summary>Whether the tenant and the namespace of a path are there.</summary>
    public bool Exists(string path)
    {
        string[] parts = path.Split('/');
        return path == "*" || (Tenants.TryGetValue(parts[0], out (string Owner, HashSet<string> Namespaces) tenant) && (parts.Length < 2 || tenant.Namespaces.Contains(parts[1])));
    }

    public bool IsPermitted(string user, (string Resource, string Action) asked, string path) =>
        Exists(path) && (Owns(user, path) || Granted(user).Any(g => LiesIn(path, g.Path) && _roles[g.Role].Any(p => Covers(p, asked))));

    public bool HasAccess(string user, string tenant) =>
        Tenants.ContainsKey(tenant) && (Owns(user, tenant) || Granted(user).Any(g => LiesIn(tenant, g.Path) || LiesIn(g.Path, tenant)));

    /// <summary>The paths at which a user holds anything.</summary>
    public IEnumerable<string> Paths(string user) => Granted(user).Select(g => g.Path).Distinct();

    private static bool Covers((string Resource, string Action) held, (string Resource, string Action) asked) =>
        held.Resource is "*" ? held.Action is "*" || held.Action == asked.Action : held.Resource == asked.Resource && (held.Action is "*" || held.Action == asked.Action);

    private static bool LiesIn(string path, string container) => container == "*" || path == container || path.StartsWith(container + "/", StringComparison.Ordinal);

    private bool Owns(string user, string path) => Tenants.TryGetValue(path.Split('/')[0], out (string Owner, HashSet<string> Namespaces) tenant) && tenant.Owner == user;

    private IEnumerable<(string Subject, string Role, string Path)> Granted(string user) =>
        _bindings.Where(b => b.Subject == $"user {user}" || _members.Any(m => m.User == user && b.Subject == $"group {m.Group}"));
}
