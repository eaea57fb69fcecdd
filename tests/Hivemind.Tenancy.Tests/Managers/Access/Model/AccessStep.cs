using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>One random change to who may do what, for the library and for the model. Few names, so that they meet.</summary>
internal sealed record AccessStep(string Kind, int Tenant, int Namespace, int User, int Group, int Role, int Scope, bool ToGroup, int Permissions)
{
    public static readonly string[] Users = ["ann", "ben", "cid", "dot"];
    public static readonly string[] Tenants = ["acme", "globex", "initech"];
    public static readonly string[] Namespaces = ["web", "db"];
    public static readonly string[] Resources = ["api", "job"];
    public static readonly (string Resource, string Action)[] Asked =
        [.. from resource in new[] { "pods", "jobs", "*" } from action in new[] { "read", "deploy", "delete", "*" } select (resource, action)];

    private static readonly string[] Groups = ["ann", "staff"];
    private static readonly string[] Roles = ["r1", "r2", "tenant-viewer", "tenant-operator", "tenant-admin"];

    private static readonly Gen<string> Kinds = Gen.Frequency(
        (8, Gen.Const("bind")),
        (3, Gen.Const("unbind")),
        (2, Gen.Const("set role")),
        (1, Gen.Const("remove role")),
        (4, Gen.Const("join")),
        (2, Gen.Const("leave")),
        (1, Gen.Const("add namespace")),
        (1, Gen.Const("remove namespace")),
        (1, Gen.Const("change owner")),
        (1, Gen.Const("delete or make again")));

    public static readonly Gen<AccessStep> Any = Gen.Select(
        Gen.Select(Kinds, Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 3]),
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 4], Gen.Int[0, 5], Gen.Bool, Gen.Int[1, (1 << 12) - 1]),
        (a, b) => new AccessStep(a.Item1, a.Item2, a.Item3, a.Item4, b.Item1, b.Item2, b.Item3, b.Item4, b.Item5));

    /// <summary>Every scope there may be.</summary>
    public static IEnumerable<PermissionScope> AllScopes =>
        from tenant in Enumerable.Range(0, Tenants.Length)
        from name in Enumerable.Range(0, Namespaces.Length)
        from kind in Enumerable.Range(0, 6)
        select ScopeOf(tenant, name, kind);

    private string TenantName => Tenants[Tenant];

    private string UserName => Users[User];

    private RoleSubject Subject => ToGroup ? RoleSubject.Group(Groups[Group]) : RoleSubject.User(UserName);

    private IEnumerable<(string Resource, string Action)> Granted => Asked.Where((_, i) => (Permissions & (1 << i)) != 0).Take(3);

    private RoleBinding Binding => new(Subject, Roles[Role], ScopeOf(Tenant, Namespace, Scope));

    /// <summary>Does it to both and says whether they agree on whether something changed.</summary>
    public async Task<bool> ApplyAsync(TenancyHost host, AccessModel model, CancellationToken cancellation)
    {
        TenantId id = TenantId.Parse(TenantName);
        RoleBinding binding = Binding;
        string path = binding.Scope.ToPath();
        bool exists = model.Tenants.ContainsKey(TenantName);
        switch (Kind)
        {
            case "bind":
                bool bound = model.Bind(Subject.ToString(), binding.Role.Id, path);
                return await Changed(host.Access.BindRoleAsync(binding, cancellation)) == bound;
            case "unbind":
                return await Changed(host.Access.UnbindRoleAsync(binding, cancellation)) == model.Unbind(Subject.ToString(), binding.Role.Id, path);
            case "set role":
                model.SetRole(Roles[Role % 2], Granted);
                await host.Access.SetRoleAsync(new Role(Roles[Role % 2], [.. Granted.Select(p => new Permission(p.Resource, p.Action))]), cancellation);
                return true;
            case "remove role":
                return await Changed(host.Access.RemoveRoleAsync(Roles[Role % 2], cancellation)) == model.RemoveRole(Roles[Role % 2]);
            case "join":
                return await Changed(host.Access.AddGroupMemberAsync(Groups[Group], UserName, cancellation)) == model.Join(Groups[Group], UserName);
            case "leave":
                return await Changed(host.Access.RemoveGroupMemberAsync(Groups[Group], UserName, cancellation)) == model.Leave(Groups[Group], UserName);
            case "add namespace" when exists:
                model.Tenants[TenantName].Namespaces.Add(Name());
                await host.Tenants.AddNamespaceAsync(id, Name(), cancellation);
                return true;
            case "remove namespace" when exists:
                model.RemoveNamespace(TenantName, Name());
                await host.Tenants.RemoveNamespaceAsync(id, Name(), cancellation);
                return true;
            case "change owner" when exists:
                model.Tenants[TenantName] = (UserName, model.Tenants[TenantName].Namespaces);
                await host.Tenants.UpdateTenantAsync(id, t => t with { OwnerId = UserName }, null, cancellation);
                return true;
            case "delete or make again" when exists:
                model.Delete(TenantName);
                await host.Tenants.DeleteTenantAsync(id, cancellationToken: cancellation);
                return true;
            case "delete or make again":
                model.Tenants.Add(TenantName, (UserName, []));
                await host.CreateAsync(TenantName, UserName);
                return true;
            default:
                return true;
        }
    }

    private static PermissionScope ScopeOf(int tenant, int name, int kind)
    {
        TenantId id = TenantId.Parse(Tenants[tenant]);
        string own = $"{Tenants[tenant]}-{Namespaces[name]}";
        return kind switch
        {
            0 => PermissionScope.Global,
            1 or 2 => PermissionScope.Tenant(id),
            3 => PermissionScope.Namespace(id, own),
            _ => PermissionScope.Resource(id, own, Resources[kind - 4]),
        };
    }

    private static async Task<bool> Changed(ValueTask<bool> call)
    {
        try
        {
            return await call;
        }
        catch (Exception e) when (e is ArgumentException or TenantNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Namespaces belong to one tenant, so each has its own.</summary>
    private string Name() => $"{TenantName}-{Namespaces[Namespace]}";
}
