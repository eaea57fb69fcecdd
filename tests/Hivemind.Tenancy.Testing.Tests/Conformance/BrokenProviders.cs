using System.Collections.Concurrent;
using static Hivemind.Tenancy.Testing.Tests.Fault;

namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>RBAC providers with one fault each, around the reference.</summary>
internal static partial class BrokenProviders
{
    public static IReadOnlyList<Broken<RbacHarness>> All { get; } = [.. Faults(), .. TenantFaults()];

    private static IEnumerable<Broken<RbacHarness>> Faults()
    {
        yield return Rbac("answers are cached for ever", "Role: a change counts at once", _ =>
        {
            ConcurrentDictionary<(object?, object?, object?), bool> cache = [];
            return On("IsGrantedAsync", (args, call) => Result(cache.GetOrAdd((args[0], args[1], args[2]), _ => Now<bool>(call))));
        });
        yield return Rbac("revocations are not noticed", "Binding: writes return the event and null when nothing changed", _ =>
        {
            ConcurrentDictionary<(object?, object?, object?), bool> cache = [];
            return On("IsGrantedAsync", (args, call) => Result(cache.GetOrAdd((args[0], args[1], args[2]), _ => Now<bool>(call))));
        });
        yield return Rbac("groups are ignored", "Group: grant to their members at once", inner => On("GetScopesAsync", (args, _) => Result(new GrantedScopes(
            Now(inner.ListBindingsAsync(new RoleBindingQuery { Subject = RoleSubject.User((string)args[0]!) }, default)).Select(b => b.Scope)))));
        yield return Rbac("scopes are ignored", "Question: a grant reaches its scope and what lies within", inner => On("IsGrantedAsync", (args, _) => Result(
            Now(inner.GetScopesAsync((string)args[0]!, default)).Scopes.Any(s => Now(inner.IsGrantedAsync((string)args[0]!, (Permission)args[1]!, s, default))))));
        yield return Rbac("asking for anything is granted by something", "Question: a grant covers its permission and wildcards", inner =>
            On("IsGrantedAsync", (args, call) => ((Permission)args[1]!).Action == "*" ? Result(Now(inner.GetScopesAsync((string)args[0]!, default)).Scopes.Count > 0) : call()));
        yield return Rbac("user ids are case-insensitive", "Question: user ids compare ordinally", _ =>
            On("IsGrantedAsync", (args, call) => Now<bool>(call) ? Result(true) : With(args, 0, ((string)args[0]!).ToLowerInvariant(), call)));
        yield return Rbac("strangers hold something", "Question: strangers hold nothing", _ =>
            On("GetScopesAsync", (_, call) => Now<GrantedScopes>(call) is { Scopes.Count: > 0 } some ? Result(some) : Result(new GrantedScopes([PermissionScope.Global]))));
        yield return Rbac("writes that change nothing are events", "Binding: writes return the event and null when nothing changed", _ =>
            On("AddBindingAsync", (args, call) => Result(new BindingWritten(Now<BindingWritten>(call).Event ?? (TenancyEvent)args[1]!))));
        yield return Rbac("events are not those recorded", "Role: writes return the event and null when nothing changed", _ =>
            On("SetRoleAsync", (args, call) => Result<TenancyEvent?>(Now<TenancyEvent?>(call) is null ? null : (TenancyEvent)args[1]!)));
        yield return Rbac("a Terminating tenant's bindings are accepted", "Binding: need a tenant that is there", _ =>
            On("AddBindingAsync", (args, call) => Catching<TenantNotActiveException>(call, () => Result(new BindingWritten((TenancyEvent)args[1]!)))));
        yield return Rbac("a former tenant's bindings are accepted", "Binding: asked for in a former tenant are not made in this one", _ =>
            On("AddBindingAsync", (args, call) => Catching<TenantNotFoundException>(call, () => Result(new BindingWritten((TenancyEvent)args[1]!)))));
        yield return Rbac("grants go by the id", "Binding: of a former tenant mean nothing", inner => On("IsGrantedAsync", (args, call) => Now<bool>(call) ? Result(true) : Result(
            Now(inner.GetScopesAsync((string)args[0]!, default)).Scopes.Any(s => s.TenantId == ((PermissionScope)args[2]!).TenantId && Now(inner.IsGrantedAsync((string)args[0]!, (Permission)args[1]!, s, default))))));
        yield return Rbac("scopes come without their uids", "Binding: of a former tenant mean nothing", _ => On("GetScopesAsync", (_, call) => Result(new GrantedScopes(
            Now<GrantedScopes>(call).Scopes.Select(s => PermissionScope.Parse(s.ToPath()))))));
        yield return Rbac("bindings of a tenant go by the id", "Binding: of a former tenant mean nothing", _ => On("ListBindingsAsync", (args, call) =>
            args[0] is RoleBindingQuery { Tenant: { } tenant } query ? With(args, 0, query with { Tenant = tenant.Id }, call) : call()));
        yield return Rbac("bindings without a uid are kept", "Binding: need a uid", _ =>
            On("AddBindingAsync", (args, call) => ((RoleBinding)args[0]!).Scope is { TenantId: not null, TenantUid: null } ? Result(new BindingWritten((TenancyEvent)args[1]!)) : call()));
        yield return Rbac("a removal takes every uid", "Binding: of a tenant made again meanwhile are kept", inner => On("RemoveWithinAsync", (args, call) =>
        {
            PermissionScope scope = (PermissionScope)args[0]!;
            RemoveAll(inner, b => b.Scope.TenantId == scope.TenantId);
            return call();
        }));
        yield return Rbac("the platform can go", "Binding: need a uid", _ =>
            On("RemoveWithinAsync", (args, call) => ((PermissionScope)args[0]!).Kind == PermissionScopeKind.Global ? ValueTask.CompletedTask : call()));
        yield return Rbac("built-in roles can be changed", "Role: built in ones cannot be changed", _ =>
            On("SetRoleAsync", (args, call) => Catching<ArgumentException>(call, () => Result<TenancyEvent?>((TenancyEvent)args[1]!))));
        yield return Rbac("bindings outlive their role", "Role: a removal takes every binding of it", _ =>
            On("RemoveRoleAsync", (args, _) => Result<TenancyEvent?>((TenancyEvent)args[1]!)));
        yield return Rbac("bindings outlive their tenant", "Binding: of a tenant that goes are removed", _ =>
            On("RemoveWithinAsync", (_, _) => ValueTask.CompletedTask));
        yield return Rbac("bindings come in any order", "Binding: come ordered by scope role and subject", _ =>
            On("ListBindingsAsync", (_, call) => Result<IReadOnlyList<RoleBinding>>([.. Now<IReadOnlyList<RoleBinding>>(call).Reverse()])));
        yield return Rbac("answers outlive the binding's end", "Binding end: grant nothing from their end on", _ =>
        {
            ConcurrentDictionary<(object?, object?, object?), bool> cache = [];
            return On("IsGrantedAsync", (args, call) => Result(cache.GetOrAdd((args[0], args[1], args[2]), _ => Now<bool>(call))));
        });
        yield return Rbac("scopes outlive the binding's end", "Binding end: grant nothing from their end on", _ =>
        {
            ConcurrentDictionary<object, GrantedScopes> cache = [];
            return On("GetScopesAsync", (args, call) => Result(cache.GetOrAdd(args[0]!, _ => Now<GrantedScopes>(call))));
        });
        yield return Rbac("what has ended is listed", "Binding end: grant nothing from their end on", _ =>
        {
            List<RoleBinding> seen = [];
            return On("ListBindingsAsync", (_, call) =>
            {
                seen.AddRange(Now<IReadOnlyList<RoleBinding>>(call).Except(seen).ToList());
                return Result<IReadOnlyList<RoleBinding>>([.. seen]);
            });
        });
        yield return Rbac("ends are not kept", "Binding end: grant nothing from their end on", _ =>
            On("AddBindingAsync", (args, call) => With(args, 0, (RoleBinding)args[0]! with { EndsAt = null }, call)));
        yield return Rbac("the first end stays", "Binding end: binding again replaces the end", inner => On("AddBindingAsync", (args, call) =>
            Now(inner.ListBindingsAsync(new RoleBindingQuery(), default)).Any(b => b with { EndsAt = null } == (RoleBinding)args[0]! with { EndsAt = null }) ? Result(new BindingWritten(null)) : call()));
        yield return Rbac("every asker replaces the end", "Binding end: have their end replaced once though many ask", _ =>
            On("AddBindingAsync", (args, call) => Result(new BindingWritten(Now<BindingWritten>(call).Event ?? (TenancyEvent)args[1]!))));
        yield return Rbac("what has ended is unbound", "Binding end: that have ended are gone", _ =>
            On("RemoveBindingAsync", (args, call) => Result<TenancyEvent?>(Now<TenancyEvent?>(call) ?? (TenancyEvent)args[1]!)));
        yield return Rbac("unbinding names the end", "Binding end: that have ended are gone", inner => On("RemoveBindingAsync", (args, call) =>
            Now(inner.ListBindingsAsync(new RoleBindingQuery(), default)).Contains((RoleBinding)args[0]!) ? call() : Result<TenancyEvent?>(null)));
        yield return Rbac("what has ended is accepted", "Binding end: are refused when they have ended", _ =>
            On("AddBindingAsync", (args, call) => Catching<ArgumentException>(call, () => Result(new BindingWritten((TenancyEvent)args[1]!)))));
        yield return Rbac("answers are said to last for ever", "Binding end: say how long answers hold", inner => On("GetGrantsAsync", (args, _) => Result(new UserGrants(
            Now(inner.GetScopesAsync((string)args[0]!, default)).Scopes.Select(s => (s, BuiltInRoles.TenantAdmin, (DateTimeOffset?)null)), DateTimeOffset.UnixEpoch))));
        yield return Rbac("how long answers hold counts from the binding", "Binding end: say how long answers hold", _ =>
        {
            ConcurrentDictionary<object, UserGrants> cache = [];
            return On("GetGrantsAsync", (args, call) => Result(Now<UserGrants>(call) is { EndsIn: null } lasting ? lasting : cache.GetOrAdd(args[0]!, _ => Now<UserGrants>(call))));
        });
        yield return Rbac("keys are ignored", "Binding key: is not bound again once it was unbound", _ =>
            On("AddBindingAsync", (args, call) => With(args, 2, null, call)));
        yield return Rbac("keys are forgotten with what they bound", "Binding key: is not bound again once it was unbound", inner => On("AddBindingAsync", (args, call) =>
            Catching<IdempotencyKeyConflictException>(call, () => inner.AddBindingAsync((RoleBinding)args[0]!, (TenancyEvent)args[1]!, null, default))));
        yield return Rbac("a repeated request is an event", "Binding key: the same request is bound once", _ =>
            On("AddBindingAsync", (args, call) => Now<BindingWritten>(call) is var written && written.IsReplayed ? Result(written with { Event = (TenancyEvent)args[1]! }) : Result(written)));
        yield return Rbac("a replay is not said to be one", "Binding key: the same request is bound once", _ =>
            On("AddBindingAsync", (_, call) => Result(new BindingWritten(Now<BindingWritten>(call).Event))));
        yield return Rbac("a key stands for any request", "Binding key: another request is refused", _ =>
            On("AddBindingAsync", (_, call) => Catching<IdempotencyKeyConflictException>(call, () => Result(new BindingWritten(null, true)))));
        yield return Rbac("what was bound already leaves the key free", "Binding key: stands also for what was bound already", inner => On("AddBindingAsync", (args, call) =>
            Now(inner.ListBindingsAsync(new RoleBindingQuery(), default)).Contains((RoleBinding)args[0]!) ? With(args, 2, null, call) : call()));
        yield return Rbac("keys live for ever", "Binding key: is free again when its life is over", _ =>
        {
            HashSet<IdempotencyKey> used = [];
            return On("AddBindingAsync", (args, call) => args[2] is not IdempotencyKey key || used.Add(key)
                ? call()
                : throw new IdempotencyKeyConflictException(key, IdempotencyKeyConflictReason.ResultGone));
        });
        yield return Rbac("cancellation is ignored by questions", "Question: a cancelled question throws", _ => (_, args, call) => With(args, args.Length - 1, CancellationToken.None, call));
        yield return Rbac("cancellation is ignored by writes", "Rbac failure: cancelled calls throw and nothing has happened", _ => (_, args, call) => With(args, args.Length - 1, CancellationToken.None, call));
        yield return new Broken<RbacHarness>("a failure is a no", "Question: a failure is never a no", () =>
        {
            bool isBroken = false;
            RbacHarness inner = Memory.CreateRbac((rbac, _) => Interceptor.Before(rbac, (method, _, call) => isBroken && method.Name == "IsGrantedAsync" ? Result(false) : call()));
            return new RbacHarness(inner.Rbac)
            {
                Store = inner.Store,
                Cleanup = inner.DisposeAsync,
                BreakAsync = _ =>
                {
                    isBroken = true;
                    return ValueTask.CompletedTask;
                },
            };
        });
    }

    private static Broken<RbacHarness> Rbac(string fault, string caughtBy, Func<IRbacAdministrator, Around> around) =>
        new(fault, caughtBy, () => Memory.CreateRbac((inner, _) => Interceptor.Before(inner, around(inner))));
}
