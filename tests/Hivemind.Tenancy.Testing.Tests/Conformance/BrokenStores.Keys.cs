using System.Collections.Concurrent;
using static Hivemind.Tenancy.Testing.Tests.Fault;

namespace Hivemind.Tenancy.Testing.Tests;

/// <content>Faults about idempotency keys.</content>
internal static partial class BrokenStores
{
    private static IEnumerable<Broken<TenantStoreHarness>> OfKeys()
    {
        yield return Store("keys of tenants are ignored", "Key: a tenant is not added again once it is gone", _ =>
            On("AddAsync", (args, call) => With(args, 2, null, call)));
        yield return Store("keys of reservations are ignored", "Key: a reservation is not held again once it was released", _ =>
            On("AdmitAsync", (args, call) => With(args, 0, (AdmissionRequest)args[0]! with { Key = null }, call)));
        yield return Store("what a key made is added again when it is gone", "Key: a tenant is not added again once it is gone", inner => On("AddAsync", (args, call) =>
            Catching<IdempotencyKeyConflictException>(call, () => inner.AddAsync((Tenant)args[0]!, (TenancyEvent)args[1]!, null, default))));
        yield return Store("what a key held is held again when it has ended", "Key: a reservation is not held again once it has ended", inner => On("AdmitAsync", (args, call) =>
            Catching<IdempotencyKeyConflictException>(call, () => inner.AdmitAsync((AdmissionRequest)args[0]! with { Key = null }, default))));
        yield return Store("a key stands for any request", "Key: another tenant is refused", _ =>
            On("AddAsync", (args, call) => args[2] is IdempotencyKey key ? With(args, 2, new IdempotencyKey(key.Scope, key.Key, "any"), call) : call()));
        yield return Store("a key stands for any reservation", "Key: another reservation is refused", _ => On("AdmitAsync", (args, call) =>
            args[0] is AdmissionRequest { Key: { } key } request ? With(args, 0, request with { Key = new IdempotencyKey(key.Scope, key.Key, "any") }, call) : call()));
        yield return Store("scopes are one", "Key: a scope has keys of its own", _ =>
            On("AddAsync", (args, call) => args[2] is IdempotencyKey key ? With(args, 2, new IdempotencyKey("scope", key.Key, key.Fingerprint), call) : call()));
        yield return Store("keys are case-insensitive", "Key: a scope has keys of its own", _ =>
            On("AddAsync", (args, call) => args[2] is IdempotencyKey key ? With(args, 2, new IdempotencyKey(key.Scope, key.Key.ToLowerInvariant(), key.Fingerprint), call) : call()));
        yield return Store("a replay is the tenant as it was", "Key: the same tenant is added once", _ =>
        {
            ConcurrentDictionary<IdempotencyKey, TenantWritten> made = [];
            return On("AddAsync", (args, call) => args[2] is IdempotencyKey key
                ? Result(made.TryGetValue(key, out TenantWritten? before) ? before with { IsReplayed = true, Events = [] } : made[key] = Now<TenantWritten>(call))
                : call());
        });
        yield return Store("a replay is an event", "Key: the same tenant is added once", _ => On("AddAsync", (args, call) =>
            Now<TenantWritten>(call) is { IsReplayed: true } replayed ? Result(replayed with { Events = [(TenancyEvent)args[1]!] }) : call()));
        yield return Store("a replay is not said to be one", "Key: the same tenant is added once", _ =>
            On("AddAsync", (_, call) => Result(Now<TenantWritten>(call) with { IsReplayed = false })));
        yield return Store("a replay is the reservation as it was", "Key: the same reservation is held once", _ =>
        {
            ConcurrentDictionary<IdempotencyKey, AdmissionResult> made = [];
            return On("AdmitAsync", (args, call) => args[0] is AdmissionRequest { Key: { } key } && Now<AdmissionResult>(call) is var result
                ? Result(result with { ExpiresAt = made.GetOrAdd(key, result).ExpiresAt })
                : call());
        });
        yield return Store("a replay renews", "Key: a replay needs no active tenant and writes nothing", inner => On("AdmitAsync", (_, call) =>
        {
            AdmissionResult result = Now<AdmissionResult>(call);
            if (result.Replayed is { } before)
            {
                Now(inner.RenewAsync(before.TenantId, before.Id, null, TimeSpan.FromHours(1), default));
            }

            return Result(result);
        }));
        yield return Store("a replay needs an Active tenant", "Key: a replay needs no active tenant and writes nothing", inner => On("AdmitAsync", (args, call) =>
            Now(inner.FindAsync(((AdmissionRequest)args[0]!).Tenant.Id, default)) is { Status: not TenantStatus.Active } tenant
                ? throw new TenantNotActiveException(tenant.Id, tenant.Status)
                : call()));
        yield return Store("a reservation is known by its id alone", "Key: a reservation that was joined since is anothers", inner => On("AdmitAsync", (args, call) =>
            Catching<IdempotencyKeyConflictException>(call, () => inner.AdmitAsync((AdmissionRequest)args[0]! with { Key = null }, default))));
        yield return Store("a refusal uses the key up", "Key: a refusal leaves the key free", _ =>
        {
            ConcurrentDictionary<(string, string), string> used = [];
            return On("AdmitAsync", (args, call) => args[0] is AdmissionRequest { Key: { } key } && used.GetOrAdd((key.Scope, key.Key), key.Fingerprint) != key.Fingerprint
                ? throw new IdempotencyKeyConflictException(key, IdempotencyKeyConflictReason.OtherRequest)
                : call());
        });
        yield return Store("keys of tenants live for ever", "Key: a tenants key is free again when its life is over", _ =>
        {
            ConcurrentDictionary<IdempotencyKey, bool> used = [];
            return On("AddAsync", (args, call) => args[2] is not IdempotencyKey key || used.TryAdd(key, true)
                ? call()
                : throw new IdempotencyKeyConflictException(key, IdempotencyKeyConflictReason.ResultGone));
        });
        yield return Store("keys go with their tenant", "Key: a tenant is not added again once it is gone", inner =>
        {
            HashSet<TenantId> gone = [];
            return (method, args, call) =>
            {
                if (method.Name == "RemoveAsync")
                {
                    gone.Add(((TenantReference)args[0]!).Id);
                }

                return method.Name == "AddAsync" && gone.Contains(((Tenant)args[0]!).Id) ? With(args, 2, null, call) : call();
            };
        });
        yield return Store("a key is looked for, then used", "Key: many at once make one tenant", inner =>
        {
            ConcurrentDictionary<IdempotencyKey, TenantWritten> made = [];
            return On("AddAsync", (args, _) => args[2] is IdempotencyKey key
                ? LookThenAddAsync(inner, made, (Tenant)args[0]!, (TenancyEvent)args[1]!, key)
                : inner.AddAsync((Tenant)args[0]!, (TenancyEvent)args[1]!, null, default));
        });
        yield return Store("a key of a reservation is looked for, then used", "Key: many at once hold once", inner =>
        {
            ConcurrentDictionary<IdempotencyKey, AdmissionResult> made = [];
            return On("AdmitAsync", (args, _) => LookThenAdmitAsync(inner, made, (AdmissionRequest)args[0]!));
        });
    }

    private static async ValueTask<TenantWritten> LookThenAddAsync(
        ITenantStore inner, ConcurrentDictionary<IdempotencyKey, TenantWritten> made, Tenant tenant, TenancyEvent change, IdempotencyKey key)
    {
        if (made.TryGetValue(key, out TenantWritten? before))
        {
            return before with { IsReplayed = true, Events = [] };
        }

        // Others look, too, until all that come at the same time have looked.
        await Task.Delay(100);
        return made[key] = await inner.AddAsync(tenant, change, null, default);
    }

    private static async ValueTask<AdmissionResult> LookThenAdmitAsync(
        ITenantStore inner, ConcurrentDictionary<IdempotencyKey, AdmissionResult> made, AdmissionRequest request)
    {
        if (request.Key is not { } key)
        {
            return await inner.AdmitAsync(request, default);
        }

        if (made.TryGetValue(key, out AdmissionResult before))
        {
            return before;
        }

        await Task.Delay(100);
        return made[key] = await inner.AdmitAsync(request with { Key = null }, default);
    }
}
