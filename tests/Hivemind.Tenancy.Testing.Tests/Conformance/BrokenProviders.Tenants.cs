using System.Collections.Concurrent;
using static Hivemind.Tenancy.Testing.Tests.Fault;

namespace Hivemind.Tenancy.Testing.Tests;

/// <content>Faults about what belongs to one tenant.</content>
internal static partial class BrokenProviders
{
    private static IEnumerable<Broken<RbacHarness>> TenantFaults()
    {
        yield return Rbac("a tenant's roles are found among the platform's", "Tenant role: are others than those of the same id", _ =>
            On("FindRoleAsync", (args, call) => With(args, 0, new RoleReference(((RoleReference)args[0]!).Id), call)));
        yield return Rbac("built-in roles are among a tenant's own", "Tenant role: are others than those of the same id", _ =>
            On("ListRolesAsync", (args, call) => args[0] is null ? call() : Result<IReadOnlyList<Role>>([.. BuiltInRoles.All, .. Now<IReadOnlyList<Role>>(call)])));
        yield return Rbac("bindings name the platform's role of the id", "Tenant role: grant what their owners defined", _ => On("AddBindingAsync", (args, call) =>
            args[0] is RoleBinding { Role.Tenant: not null } b ? With(args, 0, new RoleBinding(b.Subject, b.Role.Id, b.Scope), call) : call()));
        yield return Rbac("unbinding goes by the role's id", "Tenant role: are bound beside those of the same id", inner => On("RemoveBindingAsync", (args, call) =>
        {
            RoleBinding asked = (RoleBinding)args[0]!;
            RemoveAll(inner, b => b != asked && b.Role.Id == asked.Role.Id && b.Subject == asked.Subject && b.Scope == asked.Scope);
            return call();
        }));
        yield return Rbac("a role's bindings come by its id alone", "Tenant role: are bound beside those of the same id", _ => On("ListBindingsAsync", (_, call) =>
            Result<IReadOnlyList<RoleBinding>>([.. Now<IReadOnlyList<RoleBinding>>(call).OrderBy(b => b.Role.Tenant is null)])));
        yield return Rbac("setting a tenant's role again is an event", "Tenant role: writes return the event and null when nothing changed", _ =>
            On("SetRoleAsync", (args, call) => Result<TenancyEvent?>(Now<TenancyEvent?>(call) ?? (TenancyEvent)args[1]!)));
        yield return Rbac("a tenant's roles with a space are lost", "Tenant role: take hostile and longest ids", _ =>
            On("ListRolesAsync", (args, call) => Result<IReadOnlyList<Role>>([.. Now<IReadOnlyList<Role>>(call).Where(r => args[0] is null || !r.Id.Contains(' ', StringComparison.Ordinal))])));
        yield return Rbac("tenants have built-in roles", "Tenant role: have no built in ids", _ => On("FindRoleAsync", (args, call) =>
            Result(Now<Role?>(call) ?? BuiltInRoles.All.FirstOrDefault(r => r.Id == ((RoleReference)args[0]!).Id))));
        yield return Rbac("tenants may define built-in roles", "Tenant role: have no built in ids", _ =>
            On("SetRoleAsync", (args, call) => Catching<ArgumentException>(call, () => Result<TenancyEvent?>((TenancyEvent)args[1]!))));
        yield return Rbac("a Terminating tenant's roles are kept", "Tenant role: need a tenant that is there", _ =>
            On("SetRoleAsync", (args, call) => Catching<TenantNotActiveException>(call, () => Result<TenancyEvent?>((TenancyEvent)args[1]!))));
        yield return Rbac("a former tenant's roles are kept", "Tenant role: need a tenant that is there", _ =>
            On("SetRoleAsync", (args, call) => Catching<TenantNotFoundException>(call, () => Result<TenancyEvent?>((TenancyEvent)args[1]!))));
        yield return Rbac("roles without a uid are kept", "Tenant role: need a uid", _ =>
            On("SetRoleAsync", (args, call) => ((Role)args[0]!).Tenant is { Uid: null } ? Result<TenancyEvent?>((TenancyEvent)args[1]!) : call()));
        yield return Rbac("removing a role takes the bindings of all of its id", "Tenant role: a removal takes its own bindings alone", inner => On("RemoveRoleAsync", (args, call) =>
        {
            RemoveAll(inner, b => b.Role.Id == ((RoleReference)args[0]!).Id);
            return call();
        }));
        yield return Rbac("roles go by the tenant's id", "Tenant role: of a former tenant mean nothing", _ =>
        {
            ConcurrentDictionary<(TenantId?, string), Role> seen = [];
            return (method, args, call) => (method.Name, args[0]) switch
            {
                ("SetRoleAsync", Role role) => With(args, 0, seen[(role.Tenant?.Id, role.Id)] = role, call),
                ("FindRoleAsync", RoleReference role) => Result(Now<Role?>(call) ?? seen.GetValueOrDefault((role.Tenant?.Id, role.Id))),
                _ => call(),
            };
        });
        yield return Rbac("roles outlive their tenant", "Tenant role: go with their tenant", inner => On("RemoveWithinAsync", (args, _) =>
        {
            RemoveAll(inner, b => ((PermissionScope)args[0]!).Includes(b.Scope));
            return ValueTask.CompletedTask;
        }));
        yield return Rbac("what a tenant owns goes though it stays", "Tenant role: of a tenant that stays are kept", inner => On("RemoveWithinAsync", (args, call) =>
        {
            RemoveRoles(inner, (PermissionScope)args[0]!);
            return call();
        }));
        yield return Rbac("a tenant is looked at before the step", "Tenant role: never outlive their tenant", _ =>
        {
            TaskCompletionSource removed = new();
            List<Role> late = [];
            return (method, args, call) => method.Name switch
            {
                "SetRoleAsync" => SetLateAsync((Role)args[0]!, (TenancyEvent)args[1]!),
                "RemoveWithinAsync" => RemoveAsync((ValueTask)call()!),
                "ListRolesAsync" => Result<IReadOnlyList<Role>>([.. late]),
                _ => call(),
            };

            async ValueTask<TenancyEvent?> SetLateAsync(Role role, TenancyEvent change)
            {
                await removed.Task;
                lock (late)
                {
                    late.Add(role);
                }

                return change;
            }

            async ValueTask RemoveAsync(ValueTask removal)
            {
                await removal;
                removed.TrySetResult();
            }
        });
        yield return Rbac("a tenant's groups are the platform's", "Tenant group: are others than those of the same id", _ =>
            On("AddGroupMemberAsync", (args, call) => With(args, 0, new GroupReference(((GroupReference)args[0]!).Id), call)));
        yield return Rbac("a tenant's groups take nobody in", "Tenant group: grant to their members at once", _ =>
            On("AddGroupMemberAsync", (args, call) => args[0] is GroupReference { Tenant: not null } ? Result<TenancyEvent?>((TenancyEvent)args[2]!) : call()));
        yield return Rbac("joining a tenant's group again is an event", "Tenant group: writes return the event and null when nothing changed", _ =>
            On("AddGroupMemberAsync", (args, call) => Result<TenancyEvent?>(Now<TenancyEvent?>(call) ?? (TenancyEvent)args[2]!)));
        yield return Rbac("groups come in any order", "Tenant group: list in ordinal order and take hostile ids", _ =>
            On("ListGroupsAsync", (_, call) => Result<IReadOnlyList<GroupReference>>([.. Now<IReadOnlyList<GroupReference>>(call).OrderBy(g => g.Id, StringComparer.Ordinal)])));
        yield return Rbac("a Terminating tenant's groups are joined", "Tenant group: need a tenant that is there", _ =>
            On("AddGroupMemberAsync", (args, call) => Catching<TenantNotActiveException>(call, () => Result<TenancyEvent?>((TenancyEvent)args[2]!))));
        yield return Rbac("a former tenant's groups are joined", "Tenant group: need a tenant that is there", _ =>
            On("AddGroupMemberAsync", (args, call) => Catching<TenantNotFoundException>(call, () => Result<TenancyEvent?>((TenancyEvent)args[2]!))));
        yield return Rbac("groups without a uid are joined", "Tenant group: need a uid", _ =>
            On("AddGroupMemberAsync", (args, call) => args[0] is GroupReference { Tenant: { Uid: null } } ? Result<TenancyEvent?>((TenancyEvent)args[2]!) : call()));
        yield return Rbac("groups go by the tenant's id", "Tenant group: of a former tenant mean nothing", _ =>
        {
            ConcurrentDictionary<(TenantId?, string), List<string>> seen = [];
            return (method, args, call) =>
            {
                if (method.Name == "AddGroupMemberAsync")
                {
                    seen.GetOrAdd(Key(args[0]), _ => []).Add((string)args[1]!);
                }

                return method.Name == "ListGroupMembersAsync" ? Result<IReadOnlyList<string>>(seen[Key(args[0])]) : call();
            };

            static (TenantId?, string) Key(object? group) => (((GroupReference)group!).Tenant?.Id, ((GroupReference)group).Id);
        });
        yield return Rbac("groups outlive their tenant", "Tenant group: go with their tenant", inner => On("RemoveWithinAsync", (args, _) =>
        {
            RemoveAll(inner, b => ((PermissionScope)args[0]!).Includes(b.Scope));
            RemoveRoles(inner, (PermissionScope)args[0]!);
            return ValueTask.CompletedTask;
        }));
    }

    private static void RemoveAll(IRbacAdministrator inner, Func<RoleBinding, bool> which)
    {
        foreach (RoleBinding binding in Now(inner.ListBindingsAsync(new RoleBindingQuery(), default)).Where(which))
        {
            Now(inner.RemoveBindingAsync(binding, new RoleUnbound { OccurredAt = DateTimeOffset.UnixEpoch, Binding = binding }, default));
        }
    }

    private static void RemoveRoles(IRbacAdministrator inner, PermissionScope scope)
    {
        foreach (Role role in Now(inner.ListRolesAsync(scope.Reference, default)))
        {
            Now(inner.RemoveRoleAsync(role, new RoleRemoved { OccurredAt = DateTimeOffset.UnixEpoch, Role = role }, default));
        }
    }
}
