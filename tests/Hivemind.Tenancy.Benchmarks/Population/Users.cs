using System.Collections.Concurrent;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// Users with ten bindings and three groups each; a group is bound to thirty tenants, so a user reaches a hundred. Beside them
/// the perfect index that the bare primitive asks: for each user the tenants they reach, and for each of these everything they
/// may do there, wild cards written out.
/// </summary>
internal sealed class Users
{
    /// <summary>How many tenants every user reaches.</summary>
    public const int Reach = OwnBindings + (GroupsOfUser * GroupBindings);

    private const int OwnBindings = 10;
    private const int GroupsOfUser = 3;
    private const int GroupBindings = 30;

    private static readonly ConcurrentDictionary<int, Users> Populations = new();

    private static readonly Dictionary<Role, HashSet<string>> WrittenOut = new()
    {
        [BuiltInRoles.TenantViewer] = ["containers:read", "volumes:read"],
        [BuiltInRoles.TenantOperator] =
        [
            .. from resource in new[] { "containers", "volumes" }
               from action in new[] { "read", "deploy", "scale", "stop", "restart" }
               select $"{resource}:{action}",
        ],
    };

    private Users(Host host)
    {
        Random random = new(host.Ids.Length);
        int groups = Math.Max(10, host.Ids.Length / 250);
        int users = Math.Max(100, host.Ids.Length / 100);
        Grant[][] ofGroups = new Grant[groups][];
        for (int g = 0; g < groups; g++)
        {
            // No tenant is in two groups, so that a user's hundred tenants are a hundred.
            ofGroups[g] = Grants(host.Ids.AsSpan(g * GroupBindings, GroupBindings), random);
            Bind(host, RoleSubject.Group(Group(g)), ofGroups[g]);
        }

        TenantId[] others = host.Ids[(groups * GroupBindings)..];
        Names = new string[users];
        for (int u = 0; u < users; u++)
        {
            Names[u] = $"user-{u:D7}@example.com";
            List<Grant> grants = [.. Grants(Distinct(others, OwnBindings, random), random)];
            Bind(host, RoleSubject.User(Names[u]), grants);
            foreach (int g in Distinct(Enumerable.Range(0, groups).ToArray(), GroupsOfUser, random))
            {
                Sync.Wait(host.Access.AddGroupMemberAsync(Group(g), Names[u]));
                grants.AddRange(ofGroups[g]);
            }

            Bare[Names[u]] = grants.ToDictionary(g => g.Tenant.Value, g => WrittenOut[g.Role]);
        }

        Questions = RandomKeys.Make(host.Ids.Length, random => Ask(host, random));
        Askers = RandomKeys.Make(host.Ids.Length, random => RandomKeys.Copy(Names[random.Next(users)]));
    }

    /// <summary>The users' ids.</summary>
    public string[] Names { get; }

    /// <summary>The perfect index: user, tenant, permission.</summary>
    public ConcurrentDictionary<string, Dictionary<string, HashSet<string>>> Bare { get; } = new();

    /// <summary>Who asks about which tenant, in random order: three in four about one they reach.</summary>
    public Question[] Questions { get; }

    /// <summary>Who asks for their tenants, in random order.</summary>
    public string[] Askers { get; }

    public static Users Of(Host host) => Populations.GetOrAdd(host.Ids.Length, _ => new Users(host));

    private static string Group(int number) => $"group-{number:D5}";

    private static Grant[] Grants(ReadOnlySpan<TenantId> tenants, Random random)
    {
        Grant[] grants = new Grant[tenants.Length];
        for (int i = 0; i < grants.Length; i++)
        {
            grants[i] = new Grant(tenants[i], random.Next(2) == 0 ? BuiltInRoles.TenantViewer : BuiltInRoles.TenantOperator);
        }

        return grants;
    }

    private static T[] Distinct<T>(T[] from, int count, Random random)
    {
        HashSet<T> chosen = [];
        while (chosen.Count < count)
        {
            chosen.Add(from[random.Next(from.Length)]);
        }

        return [.. chosen];
    }

    private static void Bind(Host host, RoleSubject subject, IEnumerable<Grant> grants)
    {
        foreach ((TenantId tenant, Role role) in grants)
        {
            Sync.Wait(host.Access.BindRoleAsync(new RoleBinding(subject, role.Id, PermissionScope.Tenant(tenant))));
        }
    }

    private Question Ask(Host host, Random random)
    {
        string user = Names[random.Next(Names.Length)];
        string tenant = random.Next(4) == 0
            ? host.Ids[random.Next(host.Ids.Length)].Value
            : Bare[user].Keys.ElementAt(random.Next(Reach));
        return new Question(RandomKeys.Copy(user), RandomKeys.Copy(TenantId.Parse(tenant)));
    }

    private readonly record struct Grant(TenantId Tenant, Role Role);
}
