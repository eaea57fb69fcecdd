using System.Collections.Concurrent;

namespace Hivemind.Tenancy.StoreWorker;

/// <summary>
/// A host that deploys to its engine, grows, shrinks, stops, observes, and deletes and makes again the tenants that it shares with other
/// hosts. It writes down each removal from the engine before it begins, so that a checker can tell what was freed while it ran.
/// </summary>
internal sealed class ChaosWorker(ITenantManager tenants, IQuotaManager quotas, FileEngine engine, Journal journal, string name, int seed)
{
    /// <summary>The most containers a tenant may have, whatever its quota is at the moment.</summary>
    internal const long Limit = 40;

    private const int Tenants = 2;
    private const int Flows = 4;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private readonly string _source = $"engine-{name}";
    private readonly ConcurrentDictionary<(TenantReference Tenant, string Id), (long Units, long Admission)> _running = new();
    private int _next;

    /// <summary>Works until it is killed, or for so long.</summary>
    public Task RunAsync(TimeSpan length)
    {
        long start = TimeProvider.System.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, Flows).Select(flow => Task.Run(async () =>
        {
            Random random = new((seed * 100) + flow);
            while (TimeProvider.System.GetElapsedTime(start) < length)
            {
                try
                {
                    await StepAsync(random);
                }
                catch (TenancyException)
                {
                    // Refused, gone, or the server was: whatever was half done is for the next observation to find.
                }
            }
        })));
    }

    public static TenantSpec Spec(TenantId id) => new()
    {
        Id = id,
        Name = $"Tenant {id}",
        OwnerId = "worker",
        ResourceQuotas = new ResourceQuotas { Containers = Limit },
    };

    private static TenantId Shared(int index) => TenantId.Parse($"shared-{index}");

    private async Task StepAsync(Random random)
    {
        TenantId id = Shared(random.Next(Tenants));
        switch (random.Next(100))
        {
            case < 40:
                await DeployAsync(await tenants.GetTenantAsync(id), random);
                break;
            case < 55:
                await GrowAsync(random);
                break;
            case < 62:
                await ShrinkAsync(random);
                break;
            case < 82:
                await StopAsync(random);
                break;
            case < 94:
                await ObserveAsync(random);
                break;
            case < 96:
                await tenants.UpdateResourceQuotasAsync(id, new ResourceQuotas { Containers = random.Next(20, (int)Limit + 1) });
                break;
            case < 98:
                await tenants.SuspendTenantAsync(id, "chaos");
                await tenants.ResumeTenantAsync(id);
                break;
            case 98:
                await tenants.DeleteTenantAsync(id);
                await tenants.EnsureTenantAsync(Spec(id));
                break;
            default:
                await tenants.EnsureTenantAsync(Spec(id));
                break;
        }
    }

    private async Task DeployAsync(Tenant tenant, Random random)
    {
        // Some ids are used again and again; the checker follows the others, which are used once.
        string id = random.Next(4) == 0 ? $"{name}-again-{random.Next(6)}" : $"{name}-{seed}-{Interlocked.Increment(ref _next)}";
        long units = random.Next(1, 6);
        await using ResourceReservation reservation = await quotas.ReserveAsync(
            tenant, new ResourceAmounts { Containers = units }, new ReservationOptions { AllocationId = id, Lease = Lease, Source = _source });
        await DawdleAsync(random);
        engine.Apply(_source, tenant, id, units);
        await DawdleAsync(random);
        if (random.Next(12) == 0)
        {
            // The host forgets: an observation commits it, or finds it a stray.
            return;
        }

        try
        {
            await reservation.CommitAsync();
            _running[(tenant, id)] = (units, reservation.Admission);
        }
        catch (TenancyException e) when (!e.IsTransient)
        {
            Remove(tenant, id);
            await quotas.ReleaseAsync(tenant, id, reservation.Admission);
        }
    }

    private async Task GrowAsync(Random random)
    {
        if (Pick(random) is not var ((tenant, id), (units, admission)))
        {
            return;
        }

        long target = units + random.Next(1, 4);
        await using ResourceReservation growth = await quotas.ReserveGrowthAsync(tenant, id, new ResourceAmounts { Containers = target }, Lease);
        await DawdleAsync(random);
        engine.Apply(_source, tenant, id, target);
        _running[(tenant, id)] = (target, admission);
        await DawdleAsync(random);
        if (random.Next(8) != 0)
        {
            await growth.CommitAsync();
        }
    }

    private async Task ShrinkAsync(Random random)
    {
        if (Pick(random) is not var ((tenant, id), (units, admission)) || units < 2)
        {
            return;
        }

        engine.Apply(_source, tenant, id, units - 1);
        _running[(tenant, id)] = (units - 1, admission);
        await DawdleAsync(random);
        IReadOnlyList<Allocation> found = await quotas.ListAllocationsAsync(tenant, new AllocationQuery { Source = _source, Limit = 1000 });
        if (found.FirstOrDefault(a => a.Id == id) is { } allocation)
        {
            await quotas.LowerAsync(tenant, id, new ResourceAmounts { Containers = units - 1 }, allocation.Change);
        }
    }

    private async Task StopAsync(Random random)
    {
        if (Pick(random) is not var ((tenant, id), (_, admission)) || !_running.TryRemove((tenant, id), out _))
        {
            return;
        }

        Remove(tenant, id);
        await DawdleAsync(random);
        if (random.Next(8) != 0)
        {
            await quotas.ReleaseAsync(tenant, id, admission);
        }
    }

    private async Task ObserveAsync(Random random)
    {
        foreach (TenantReference tenant in engine.Tenants(_source))
        {
            IReadOnlyList<ReconciliationMark> marks = await quotas.ReadMarksAsync([tenant]);
            ReconciliationMark mark = marks.Count > 0 ? marks[0] : new ReconciliationMark(tenant.Id, tenant.Uid!.Value, 0);
            await DawdleAsync(random);
            ObservedAllocation[] seen = [.. engine.List(_source, tenant).Select(r => new ObservedAllocation(r.Key, new ResourceAmounts { Containers = r.Value }))];
            await DawdleAsync(random);
            ReconciliationResult result = await quotas.ReconcileAsync(new AllocationObservation(_source, mark, seen));
            foreach (string orphan in result.Orphaned)
            {
                Remove(tenant, orphan);
            }
        }
    }

    private void Remove(TenantReference tenant, string id)
    {
        journal.Begin("remove", tenant.Id, $"{tenant.Uid}/{id}");
        engine.Remove(_source, tenant, id);
    }

    private ((TenantReference Tenant, string Id) Key, (long Units, long Admission) Value)? Pick(Random random)
    {
        KeyValuePair<(TenantReference Tenant, string Id), (long Units, long Admission)>[] all = [.. _running];
        return all.Length == 0 ? null : (all[random.Next(all.Length)] is var picked ? (picked.Key, picked.Value) : default);
    }

    private static Task DawdleAsync(Random random) => random.Next(4) switch
    {
        0 => Task.Delay(random.Next(40)),
        1 => Task.Delay(random.Next(200) == 0 ? 3000 : 1),
        _ => Task.CompletedTask,
    };
}
