using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>What somebody tries, in their own context or in a tenant's that they were once let into. Few names, so that they meet.</summary>
/// <param name="Verb">What.</param>
/// <param name="Actor">Which of <see cref="Users"/>; one more is the host, in a System context.</param>
/// <param name="Stance">0: in a User context; else in the context that the door gave for the first, or second, tenant, if it did.</param>
/// <param name="Tenant">Which of <see cref="Ids"/>.</param>
/// <param name="IsFormer">Whether the last tenant of the id that is gone is named, by its uid.</param>
/// <param name="Scope">Of a binding: Global, the tenant, its first or second namespace, a resource.</param>
/// <param name="Subject">Of a binding: a user, or a group. Of anything else: the user.</param>
/// <param name="Role">Which of <see cref="RoleIds"/>.</param>
/// <param name="Flag">Whether a binding ends; which namespace, permissions or version.</param>
internal sealed record EscalationStep(string Verb, int Actor, int Stance, int Tenant, bool IsFormer, int Scope, int Subject, int Role, bool Flag)
{
    public const int Host = 4;

    public static readonly string[] Users = ["root", "olga", "carl", "eve"];
    public static readonly string[] Groups = ["staff", "keepers"];
    public static readonly string[] Ids = ["acme", "globex"];
    public static readonly string[] RoleIds = ["reader", "clerk", "manager", "tenant-viewer", "tenant-admin", "platform-admin"];

    /// <summary>What roles grant at first.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> FirstRoles = new Dictionary<string, string[]>
    {
        ["reader"] = ["pods:read", "events:read"],
        ["clerk"] = ["pods:read", "events:read", "role-bindings:read", "role-bindings:update"],
        ["manager"] = ["pods:read", "tenants:update", "roles:update", "groups:update", "role-bindings:update", "tenants:suspend", "quotas:update", "allocations:update"],
    };

    /// <summary>All that is asked about.</summary>
    public static readonly string[] Permissions =
    [
        "*:*", "*:read", "pods:read", "pods:deploy", "tenants:read", "tenants:create", "tenants:update", "tenants:suspend", "tenants:delete",
        "quotas:update", "allocations:update", "events:read", "role-bindings:read", "role-bindings:update", "roles:update", "groups:update",
    ];

    private static readonly Gen<string> Verbs = Gen.Frequency(
        (10, Gen.Const("bind")),
        (3, Gen.Const("unbind")),
        (3, Gen.Const("set role")),
        (1, Gen.Const("remove role")),
        (4, Gen.Const("join")),
        (1, Gen.Const("leave")),
        (1, Gen.Const("forget")),
        (2, Gen.Const("create")),
        (1, Gen.Const("ensure")),
        (2, Gen.Const("delete")),
        (1, Gen.Const("suspend")),
        (1, Gen.Const("resume")),
        (3, Gen.Const("own")),
        (2, Gen.Const("describe")),
        (1, Gen.Const("quota")),
        (2, Gen.Const("add namespace")),
        (2, Gen.Const("remove namespace")),
        (2, Gen.Const("reserve")),
        (1, Gen.Const("release")),
        (1, Gen.Const("grace")),
        (6, Gen.Const("door")),
        (1, Gen.Const("wait")));

    public static readonly Gen<EscalationStep> Any = Gen.Select(
        Gen.Select(Verbs, Gen.Int[0, Host], Gen.Int[0, 2], Gen.Int[0, 1]),
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 4], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Bool),
        (a, b) => new EscalationStep(a.Item1, a.Item2, a.Item3, a.Item4, b.Item1 == 0, b.Item2, b.Item3, b.Item4, b.Item5));

    /// <summary>Every step of a small world: three users against two tenants, and the host that takes and gives back.</summary>
    public static IReadOnlyList<EscalationStep> Small { get; } = [.. OfUsers().Concat(OfHost())];

    public bool IsHost => Actor == Host;

    public string ActorName => IsHost ? "host" : Users[Actor];

    public string UserName => Users[Subject % Users.Length];

    public string GroupName => Groups[Subject % Groups.Length];

    public string RoleId => RoleIds[Role];

    public string Id => Ids[Tenant];

    /// <summary>Namespaces belong to one tenant, so each has its own.</summary>
    public string Namespace => $"{Id}-{(Flag ? "db" : "web")}";

    public string[] Granted => Flag ? FirstRoles[RoleIds[Role % 3]] : ["pods:read", Permissions[(Role + (3 * Subject)) % Permissions.Length]];

    public RoleSubject BindingSubject => Subject < Users.Length ? RoleSubject.User(Users[Subject]) : RoleSubject.Group(Groups[Subject - Users.Length]);

    public PermissionScope ScopeIn(TenantReference tenant) => Scope switch
    {
        0 => PermissionScope.Global,
        1 => PermissionScope.Tenant(tenant),
        2 => PermissionScope.Namespace(tenant, $"{Id}-web"),
        3 => PermissionScope.Namespace(tenant, $"{Id}-db"),
        _ => PermissionScope.Resource(tenant, $"{Id}-web", "api"),
    };

    private static IEnumerable<EscalationStep> OfUsers()
    {
        foreach (int actor in new[] { 1, 2, 3 })
        {
            foreach (int tenant in new[] { 0, 1 })
            {
                yield return Of("door", actor, 0, tenant);
            }

            foreach (int stance in new[] { 0, 1 })
            {
                foreach ((int scope, int role, int subject) in new[] { (1, 0, 3), (1, 1, 3), (1, 4, 3), (2, 0, 3), (0, 0, 2), (1, 1, 4), (0, 2, 3) })
                {
                    yield return Of("bind", actor, stance, 0, scope, subject, role);
                }

                yield return Of("bind", actor, stance, 1, 1, 3, 0);
                yield return Of("unbind", actor, stance, 0, 1, 2, 1);
                yield return Of("set role", actor, stance, 0, 0, 3, 0);
                yield return Of("join", actor, stance, 0, 0, 2);
                yield return Of("own", actor, stance, 0, 0, actor);
                yield return Of("describe", actor, stance, 0, flag: true);
                yield return Of("add namespace", actor, stance, 0);
                yield return Of("remove namespace", actor, stance, 0);
                yield return Of("delete", actor, stance, 0);
                yield return Of("reserve", actor, stance, 0);
            }
        }
    }

    private static IEnumerable<EscalationStep> OfHost()
    {
        yield return Of("own", Host, 0, 0, 0, 3);
        yield return Of("delete", Host, 0, 0);
        yield return Of("create", Host, 0, 0, 0, 2);
        yield return Of("remove namespace", Host, 0, 0);
        yield return Of("add namespace", Host, 0, 0);
        yield return Of("suspend", Host, 0, 0);
        yield return Of("remove role", Host, 0, 0, role: 1);
        yield return Of("wait", Host, 0, 0);
        yield return Of("bind", Host, 0, 0, 1, 3, 1) with { Flag = true };
    }

    private static EscalationStep Of(string verb, int actor, int stance, int tenant, int scope = 0, int subject = 0, int role = 0, bool flag = false) =>
        new(verb, actor, stance, tenant, IsFormer: false, scope, subject, role, flag);
}
