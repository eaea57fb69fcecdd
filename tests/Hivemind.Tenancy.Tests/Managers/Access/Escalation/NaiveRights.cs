namespace Hivemind.Tenancy.Tests;

/// <summary>
/// Who holds what, as one would look it up by hand in lists: owners, bindings with their ends, groups. Tenants go by id and uid
/// (<c>acme@3f...</c>), and scopes are paths below them; <c>*</c> is Global.
/// </summary>
internal sealed class NaiveRights
{
    public sealed record House(string Owner, IReadOnlySet<string> Namespaces, bool IsActive, int Quota);

    public SortedDictionary<string, House> Tenants { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string[]> Roles { get; } = new(StringComparer.Ordinal)
    {
        ["platform-admin"] = ["*:*"],
        ["tenant-admin"] = ["*:*"],
        ["tenant-operator"] = ["*:read", "*:deploy", "*:scale", "*:stop", "*:restart"],
        ["tenant-viewer"] = ["*:read"],
    };

    public Dictionary<(string Subject, string Role, string Path), DateTimeOffset?> Bindings { get; } = [];

    public HashSet<(string Group, string User)> Members { get; } = [];

    public DateTimeOffset Now { get; set; } = Some.Time;

    /// <summary>Those that have not ended.</summary>
    public IEnumerable<(string Subject, string Role, string Path)> Lasting => Bindings.Where(b => b.Value is null || b.Value > Now).Select(b => b.Key);

    /// <summary>The tenant that holds an id.</summary>
    public string? Holder(string id) => Tenants.Keys.FirstOrDefault(t => t.Split('@')[0] == id);

    public bool HasAccess(string user, string tenant) => Tenants.TryGetValue(tenant, out House? house)
        && (house.Owner == user || Of(user).Any(b => b.Path == "*" || (TenantOf(b.Path) == tenant && IsThere(b.Path))));

    public bool HoldsGlobally(string user) => Of(user).Any(b => b.Path == "*");

    /// <summary>Whether the user may do it there, where the tenant and its namespace have to be.</summary>
    public bool May(string user, string permission, string path) => IsThere(path) && Holds(user, permission, path);

    /// <summary>Whether the user would have it there, be there such a namespace now or not.</summary>
    public bool Holds(string user, string permission, string path)
    {
        string tenant = TenantOf(path);
        if (path != "*" && !Tenants.ContainsKey(tenant))
        {
            return false;
        }

        return (path != "*" && Tenants[tenant].Owner == user)
            || Of(user).Any(b => (b.Path == "*" || b.Path == path || path.StartsWith(b.Path + "/", StringComparison.Ordinal)) && Roles[b.Role].Any(p => Covers(p, permission)));
    }

    public void Remove(string tenant)
    {
        Tenants.Remove(tenant);
        Unbind(b => TenantOf(b.Path) == tenant);
    }

    public void RemoveNamespace(string tenant, string name)
    {
        House house = Tenants[tenant];
        Tenants[tenant] = house with { Namespaces = house.Namespaces.Where(n => n != name).ToHashSet() };
        Unbind(b => b.Path == $"{tenant}/{name}" || b.Path.StartsWith($"{tenant}/{name}/", StringComparison.Ordinal));
    }

    public void Unbind(Func<(string Subject, string Role, string Path), bool> which)
    {
        foreach ((string, string, string) binding in Bindings.Keys.Where(which).ToList())
        {
            Bindings.Remove(binding);
        }
    }

    /// <summary>All of it, to compare; tenants of one id are told apart by their order.</summary>
    public string Text(IEnumerable<string> contexts)
    {
        IEnumerable<string> lines = Tenants.Select(t => $"{t.Key} {t.Value.Owner} {string.Join(',', t.Value.Namespaces.Order(StringComparer.Ordinal))} {t.Value.IsActive} {t.Value.Quota}")
            .Concat(Roles.Select(r => $"{r.Key} {string.Join(',', r.Value)}"))
            .Concat(Bindings.Select(b => $"{b.Key} {b.Value - Now}").Order(StringComparer.Ordinal))
            .Concat(Members.Select(m => $"{m}").Order(StringComparer.Ordinal))
            .Concat(contexts.Select(c => Tenants.ContainsKey(c.Split(' ')[1]) ? c : c.Split('@')[0] + " gone").Order(StringComparer.Ordinal));
        return System.Text.RegularExpressions.Regex.Replace(string.Join('\n', lines), "@[0-9a-f]{32}", string.Empty);
    }

    private static string TenantOf(string path) => path.Split('/')[0];

    private static bool Covers(string held, string asked)
    {
        (string[] h, string[] a) = (held.Split(':'), asked.Split(':'));
        return (h[0] == "*" || h[0] == a[0]) && (h[1] == "*" || h[1] == a[1]);
    }

    private bool IsThere(string path)
    {
        string[] parts = path.Split('/');
        return path == "*" || (Tenants.TryGetValue(parts[0], out House? house) && (parts.Length == 1 || house.Namespaces.Contains(parts[1])));
    }

    private IEnumerable<(string Subject, string Role, string Path)> Of(string user) =>
        Lasting.Where(b => b.Subject == $"user {user}" || Members.Any(m => m.User == user && b.Subject == $"group {m.Group}"));
}
