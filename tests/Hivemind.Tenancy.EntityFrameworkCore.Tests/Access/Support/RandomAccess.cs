using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Random changes to who may do what, the same for the same seed. Few names, so that they meet.</summary>
internal sealed class RandomAccess(int seed)
{
    private static readonly string[] Users = ["ann", "ben", "cid"];
    private static readonly string[] Groups = ["ann", "staff"];
    private static readonly string[] Roles = ["r1", "r2", "tenant-viewer", "tenant-operator"];
    private static readonly string[] Actions = ["read", "deploy", "delete", "*"];
    private static readonly string[] Asked = ["pods:read", "pods:delete", "jobs:deploy", "pods:*", "*:*"];
    private static readonly string[] Names = ["web", "db"];
    private static readonly TenantId[] Tenants = [TenantId.Parse("acme"), TenantId.Parse("globex")];

    private readonly Random _random = new(seed);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A host that keeps everything in memory: the reference.</summary>
    public static AccessHost Reference()
    {
        ServiceCollection services = new();
        services.AddLogging().AddTrustedTenancy();
        return new AccessHost(services.BuildServiceProvider());
    }

    /// <summary>The next change, to be made on several hosts; says what came of it.</summary>
    public Func<AccessHost, Task<string>> Next()
    {
        TenantId tenant = One(Tenants);
        PermissionScope scope = Scope(tenant);
        TenantReference? owner = scope.Reference;
        RoleSubject subject = _random.Next(2) == 0 ? RoleSubject.User(One(Users)) : RoleSubject.Group(new GroupReference(One(Groups), Sometimes(owner)));
        RoleBinding binding = new(subject, new RoleReference(One(Roles), Sometimes(owner)), scope);
        (GroupReference group, string user, RoleReference role) =
            (new GroupReference(One(Groups), Sometimes(tenant)), One(Users), new RoleReference(One(Roles), Sometimes(tenant)));
        string name = $"{tenant}-{One(Names)}";
        Permission[] permissions = [new("pods", One(Actions)), new(One(["jobs", "*"]), One(Actions))];
        return _random.Next(20) switch
        {
            < 6 => h => Outcome(() => h.BindAsync(binding)),
            < 8 => h => Outcome(() => h.UnbindAsync(binding)),
            < 10 => h => Outcome(() => h.SetRoleAsync(new Role(role.Id, permissions, role.Tenant))),
            < 11 => h => Outcome(() => h.RemoveRoleAsync(role)),
            < 14 => h => Outcome(() => h.JoinAsync(group, user)),
            < 15 => h => Outcome(() => h.LeaveAsync(group, user)),
            < 16 => h => Outcome(() => RemoveWithinAsync(h, binding.Scope)),
            < 17 => h => Outcome(() => ChangeAsync(h, tenant, t => t with { Namespaces = [.. t.Namespaces.Except([name])] })),
            < 18 => h => Outcome(() => ChangeAsync(h, tenant, t => t with { Namespaces = [.. t.Namespaces, name] })),
            < 19 => h => Outcome(() => ChangeAsync(h, tenant, t => t with
            {
                Status = t.Status == TenantStatus.Terminating ? TenantStatus.Active : TenantStatus.Terminating,
            })),
            _ => h => Outcome(() => MakeOrEndAsync(h, tenant)),
        };
    }

    /// <summary>Everything that can be asked, in words.</summary>
    public static async Task<IReadOnlyList<string>> ObserveAsync(AccessHost host)
    {
        List<string> seen = [.. (await host.BindingsAsync()).Order(StringComparer.Ordinal)];
        foreach (TenantReference? owner in Tenants.Select(t => (TenantReference?)t).Prepend(null))
        {
            TenantReference? now = await host.OfNowAsync(owner);
            seen.AddRange((await host.Rbac.ListRolesAsync(now, Cancellation)).Select(r => $"{owner} {r.Id}: {string.Join(' ', r.Permissions)}"));
            foreach (string group in Groups)
            {
                seen.Add($"{owner} {group} of {string.Join(' ', await host.Rbac.ListGroupMembersAsync(new GroupReference(group, now), Cancellation))}");
            }
        }

        foreach (string user in Users)
        {
            seen.Add($"{user} in {string.Join(", ", (await host.Rbac.ListGroupsAsync(user, Cancellation)).Select(g => AccessHost.WithoutUids($"{g}")).Order(StringComparer.Ordinal))}");
            GrantedScopes scopes = await host.Rbac.GetScopesAsync(user, Cancellation);
            seen.Add($"{user} at {string.Join(' ', scopes.Scopes.Select(s => AccessHost.WithoutUids($"{s}")).Order(StringComparer.Ordinal))}");
            foreach (PermissionScope scope in Tenants.SelectMany(t => Enumerable.Range(0, 6).Select(k => Scope(t, k))))
            {
                foreach (string permission in Asked)
                {
                    if (await host.MayAsync(user, permission, scope))
                    {
                        seen.Add($"{user} {permission} {scope}");
                    }
                }
            }
        }

        seen.AddRange((await host.LogAsync()).Select(e => e.GetType().Name));
        return seen;
    }

    private static async Task<string> Outcome(Func<Task<TenancyEvent?>> change)
    {
        try
        {
            return (await change())?.GetType().Name ?? "nothing";
        }
        catch (Exception e)
        {
            return AccessHost.WithoutUids($"{e.GetType().Name}: {e.Message}");
        }
    }

    private static async Task<TenancyEvent?> RemoveWithinAsync(AccessHost host, PermissionScope scope)
    {
        await host.RemoveWithinAsync(scope);
        return null;
    }

    private static async Task<TenancyEvent?> ChangeAsync(AccessHost host, TenantId tenant, Func<Tenant, Tenant> change)
    {
        if (await host.Store.FindAsync(tenant, Cancellation) is not null)
        {
            await host.WriteAsync(tenant, change);
        }

        return null;
    }

    /// <summary>Takes the record alone, so that bindings may be left over.</summary>
    private static async Task<TenancyEvent?> MakeOrEndAsync(AccessHost host, TenantId tenant)
    {
        if (await host.Store.FindAsync(tenant, Cancellation) is null)
        {
            await host.CreateAsync(tenant.Value, namespaces: [$"{tenant}-web"]);
            return null;
        }

        Tenant ending = await host.WriteAsync(tenant, t => t with { Status = TenantStatus.Terminating });
        TenantDeleted change = new() { OccurredAt = ending.UpdatedAt, TenantId = tenant, Tenant = ending };
        await host.Store.RemoveAsync(tenant, ending.Version, change, Cancellation);
        return null;
    }

    private static PermissionScope Scope(TenantId tenant, int kind) => kind switch
    {
        0 => PermissionScope.Global,
        1 or 2 => PermissionScope.Tenant(tenant),
        3 => PermissionScope.Namespace(tenant, $"{tenant}-web"),
        4 => PermissionScope.Namespace(tenant, $"{tenant}-db"),
        _ => PermissionScope.Resource(tenant, $"{tenant}-web", "api"),
    };

    private PermissionScope Scope(TenantId tenant) => Scope(tenant, _random.Next(6));

    private TenantReference? Sometimes(TenantReference? owner) => _random.Next(2) == 0 ? owner : null;

    private T One<T>(T[] of) => of[_random.Next(of.Length)];
}
