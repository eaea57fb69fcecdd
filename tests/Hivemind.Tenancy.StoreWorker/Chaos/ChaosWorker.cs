using System.Collections.Concurrent;

namespace Hivemind.Tenancy.StoreWorker;

/// <summary>
/// A host that deploys to its engine, grows, shrinks, stops, observes, and deletes and makes again the tenants that it shares with other
/// hosts. It writes down each removal from the engine before it begins, so that a checker can tell what was freed while it ran.
/// </summary>
/// <param name="tenants">The tenants.</param>
/// <param name="quotas">Their quotas.</param>
/// <param name="consumption">Their budgets.</param>
/// <param name="engine">What runs.</param>
/// <param name="journal">Where it writes down what it does.</param>
/// <param name="name">The host's name.</param>
/// <param name="seed">Of what it does.</param>
/// <param name="hurries">Whether it never waits.</param>
internal sealed class ChaosWorker(
    ITenantManager tenants, IQuotaManager quotas, IConsumptionManager consumption, FileEngine engine, Journal journal, string name, int seed, bool hurries = false)
{
    /// <summary>The most containers a tenant may have, whatever its quota is at the moment.</summary>
    internal const long Limit = 40;

    /// <summary>How long it holds what it reserves.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private const int Tenants = 2;
    private const int Flows = 4;
    private const int Spenders = 2;

    private readonly string _source = $"engine-{name}";
    private readonly ChaosSpender _spender = new(tenants, consumption, journal, name, seed, hurries);
    private readonly ConcurrentDictionary<(TenantReference Tenant, string Id), (long Units, long Admission)> _running = new();
    private int _next;

    /// <summary>Works until it is killed, or for so long.</summary>
    public Task RunAsync(TimeSpan length)
    {
        long start = TimeProvider.System.GetTimestamp();
        return RunAsync(_ => TimeProvider.System.GetElapsedTime(start) < length);
    }

    /// <summary>Works for so many steps of each flow.</summary>
    public Task RunAsync(int steps) => RunAsync(step => step < steps);

    private Task RunAsync(Func<int, bool> goesOn) => Task.WhenAll(Enumerable.Range(0, Flows + Spenders).Select(flow => Task.Run(async () =>
    {
        Random random = new((seed * 100) + flow);
        for (int step = 0; goesOn(step); step++)
        {
            try
            {
                await (flow < Flows ? StepAsync(random) : _spender.StepAsync(Shared(random.Next(Tenants)), random));
            }
            catch (TenancyException)
            {
                // Refused, gone, or the server was: whatever was half done is for the next observation to find.
            }
            catch (Exception e)
            {
                await Console.Error.WriteLineAsync(e.ToString());
                throw;
            }
        }
    })));

    public static TenantSpec Spec(TenantId id) => new()
    {
        Id = id,
        Name = $"Tenant {id}",
        OwnerId = "worker",
        ResourceQuotas = new ResourceQuotas { Containers = Limit },
        Budgets = ChaosSpender.Budgets(),
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
        ResourceReservation reservation = await WriteDownAsync("reserve", tenant, id, units, () => quotas.ReserveAsync(
            tenant, new ResourceAmounts { Containers = units }, new ReservationOptions { AllocationId = id, Lease = Lease, Source = _source }).AsTask());
        await DawdleAsync(random);
        if (random.Next(12) == 0)
        {
            // The host forgets it: its lease ends it.
            journal.Done("forget", tenant.Id, $"{tenant.Uid}/{id}");
            return;
        }

        await using (reservation)
        {
            await DeployAsync(tenant, reservation, units, random);
        }
    }

    private async Task DeployAsync(TenantReference tenant, ResourceReservation reservation, long units, Random random)
    {
        string id = reservation.AllocationId;
        engine.Apply(_source, tenant, id, units);
        await DawdleAsync(random);
        if (random.Next(12) == 0)
        {
            // The host forgets what it has started: an observation commits it, or finds it a stray.
            return;
        }

        try
        {
            await WriteDownAsync("commit", tenant, id, units, () => reservation.CommitAsync().AsTask());
            _running[(tenant, id)] = (units, reservation.Admission);
        }
        catch (TenancyException e) when (!e.IsTransient)
        {
            Remove(tenant, id);
            await ReleaseAsync(tenant, id, reservation.Admission);
        }
    }

    private async Task GrowAsync(Random random)
    {
        if (Pick(random) is not var ((tenant, id), (units, admission)))
        {
            return;
        }

        long target = units + random.Next(1, 4);
        journal.Begin("grow", tenant.Id, $"{tenant.Uid}/{id}", target);
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
            await WriteDownAsync("lower", tenant, id, units - 1, () => quotas.LowerAsync(
                tenant, id, new ResourceAmounts { Containers = units - 1 }, allocation.Change).AsTask());
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
            await ReleaseAsync(tenant, id, admission);
        }
    }

    private Task<bool> ReleaseAsync(TenantReference tenant, string id, long admission) =>
        WriteDownAsync("release", tenant, id, 0, () => quotas.ReleaseAsync(tenant, id, admission).AsTask());

    /// <summary>Writes down what a call came to, and the store's time of it.</summary>
    private async Task<T> WriteDownAsync<T>(string verb, TenantReference tenant, string id, long units, Func<Task<T>> call)
    {
        string key = $"{tenant.Uid}/{id}";
        FileClock.Reading reading = FileClock.Watch();
        journal.Begin(verb, tenant.Id, key, units);
        try
        {
            T result = await call();
            if (result is false)
            {
                journal.Refused(verb, tenant.Id, key, units);
            }
            else
            {
                journal.Done(verb, tenant.Id, key, units, reading.Ticks);
            }

            return result;
        }
        catch (TenancyException e) when (!e.IsTransient)
        {
            journal.Refused(verb, tenant.Id, key, units);
            throw;
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
        KeyValuePair<(TenantReference Tenant, string Id), (long Units, long Admission)>[] all = _running.ToArray(); // at once: others change it
        return all.Length == 0 ? null : (all[random.Next(all.Length)] is var picked ? (picked.Key, picked.Value) : default);
    }

    private Task DawdleAsync(Random random) => random.Next(4) switch
    {
        _ when hurries => Task.CompletedTask,
        0 => Task.Delay(random.Next(40)),
        1 => Task.Delay(random.Next(200) == 0 ? 3000 : 1),
        _ => Task.CompletedTask,
    };
}
