using Hivemind.Tenancy.StoreWorker;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Judges a <see cref="ChaosRun"/> by what can be read from outside: allocations, usage, the log, the engine, and what workers wrote down.</summary>
internal sealed class ChaosCheck(ServiceProvider host, FileEngine engine)
{
    private const long Limit = 40;

    private readonly ITenantManager _tenants = host.GetRequiredService<ITenantManager>();
    private readonly IQuotaManager _quotas = host.GetRequiredService<IQuotaManager>();
    private readonly MeterCheck _meter = new(host.GetRequiredService<IUsageMeter>());
    private readonly SpendCheck _spending = new(host.GetRequiredService<IConsumptionManager>());

    /// <summary>What this check took from the engine, because its tenant is Terminating or gone.</summary>
    private readonly HashSet<string> _orphans = [];

    /// <summary>What was admitted is within the largest quota there ever was; what observations found or raised was admitted by nobody.</summary>
    public async Task NeverOverAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (Tenant tenant in await _tenants.ListTenantsAsync(cancellationToken: cancellationToken))
            {
                IReadOnlyList<Allocation> all = await AllAsync(tenant, cancellationToken);
                HashSet<string> strays = [];
                foreach (AllocationsReconciled reconciled in await ReconciledAsync(tenant, cancellationToken))
                {
                    strays.UnionWith(reconciled.Result.Adopted);
                    strays.UnionWith(reconciled.Result.Raised);
                }

                all.Should().NotContain(a => a.TenantUid != tenant.Uid, "nothing of a former tenant is this one's");
                long admitted = all.Where(a => !strays.Contains(a.Id)).Sum(a => Math.Max(a.Amounts.Containers, a.Growth?.Target.Containers ?? 0));
                admitted.Should().BeLessThanOrEqualTo(Limit, "tenant {0} is never admitted more", tenant);
                await _spending.NeverOverAsync(tenant, cancellationToken);
            }

            await _meter.ReadOnAsync(cancellationToken);
        }
        catch (TenancyException e) when (e is TenantNotFoundException || e.IsTransient)
        {
            // Deleted meanwhile, or the connection was cut.
        }
    }

    /// <summary>After every host is dead, and before ids are forgotten: what was used up is what was charged.</summary>
    public async Task SpendingAgreesAsync(IReadOnlyList<ChaosLine> lines, CancellationToken cancellationToken)
    {
        IReadOnlyList<Tenant> live = await _tenants.ListTenantsAsync(cancellationToken: cancellationToken);
        string figures = await _spending.AgreesAsync(lines, live, cancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(figures);
    }

    /// <summary>After every host is dead and every lease has ended, observations bring ledger and engine together, exactly.</summary>
    public async Task AgreesAtTheEndAsync(IReadOnlyList<ChaosLine> lines, CancellationToken cancellationToken)
    {
        IReadOnlyList<Tenant> live = await _tenants.ListTenantsAsync(cancellationToken: cancellationToken);
        for (int round = 0; round < 3; round++)
        {
            foreach (string source in engine.Sources())
            {
                foreach (TenantReference tenant in engine.Tenants(source))
                {
                    await ObserveAsync(source, tenant, cancellationToken);
                }

                // A tenant of which this source runs nothing, and never did.
                foreach (Tenant tenant in live)
                {
                    await ObserveAsync(source, tenant, cancellationToken);
                }
            }
        }

        foreach (Tenant tenant in live.Where(t => t.Status != TenantStatus.Terminating))
        {
            IReadOnlyList<Allocation> all = await AllAsync(tenant, cancellationToken);
            all.Should().NotContain(a => !a.IsCommitted || a.Growth != null || a.TenantUid != tenant.Uid, "every lease has ended");
            TenantUsage usage = await _quotas.GetUsageAsync(tenant, cancellationToken);
            usage[ResourceNames.Containers].Total.Should().Be(all.Sum(a => a.Amounts.Containers), "kept totals are the sum of the rows");
            (usage.Held, usage.Committed).Should().Be((0, all.Count));
            (await _quotas.RecomputeAsync(tenant, cancellationToken)).Should().BeEmpty();
            Dictionary<string, long> runs = engine.Sources().SelectMany(s => engine.List(s, tenant)).ToDictionary();
            all.Select(a => a.Id).Should().BeEquivalentTo(runs.Keys, "the ledger holds what runs, and nothing else");
            all.Should().NotContain(a => a.Amounts.Containers < runs[a.Id], "no observation lowers, and none leaves less than runs");
        }

        HashSet<string> removed = [.. lines.Where(l => l.Verb == "remove").Select(l => $"{l.Uid}/{l.Id}")];
        IReadOnlyList<AllocationsReconciled> reconciled = await ReconciledAsync(null, cancellationToken);
        reconciled.SelectMany(e => e.Result.Freed.Select(id => $"{e.TenantUid}/{id}")).Where(id => !id.Contains("again"))
            .Should().BeSubsetOf(removed.Union(_orphans), "nothing was freed that nobody had stopped");
        reconciled.Count.Should().BeGreaterThan(10, "it was chaos");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{removed.Count} stopped; {reconciled.Count} observations changed something: {reconciled.Sum(e => e.Result.Committed.Count)} committed, "
            + $"{reconciled.Sum(e => e.Result.Freed.Count)} freed, {reconciled.Sum(e => e.Result.Adopted.Count)} adopted, "
            + $"{reconciled.Sum(e => e.Result.Raised.Count)} raised; {reconciled.Select(e => e.TenantUid).Distinct().Count()} tenants observed");
        await _spending.HoldsNothingAsync(live, cancellationToken);
        await MeteringAgreesAsync(lines, reconciled, live, cancellationToken);
    }

    /// <summary>Once nothing is held any more, every allocation has ended and is charged.</summary>
    private async Task MeteringAgreesAsync(
        IReadOnlyList<ChaosLine> lines, IReadOnlyList<AllocationsReconciled> reconciled, IReadOnlyList<Tenant> live, CancellationToken cancellationToken)
    {
        List<(TenantUid Uid, string Id, long At)> released = [];
        foreach (Tenant tenant in live)
        {
            foreach (Allocation allocation in await AllAsync(tenant, cancellationToken))
            {
                FileClock.Reading reading = FileClock.Watch();
                (await _quotas.ReleaseAsync(tenant, allocation.Id, cancellationToken: cancellationToken)).Should().BeTrue("{0} is held", allocation);
                released.Add((tenant.Uid, allocation.Id, reading.Ticks));
            }
        }

        string figures = await _meter.AgreesAsync(lines, reconciled, released, live, cancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{figures}; {lines.Count(l => l.What == "begin")} calls written down");
    }

    private async Task ObserveAsync(string source, TenantReference tenant, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReconciliationMark> marks = await _quotas.ReadMarksAsync([tenant], cancellationToken);
        ReconciliationMark mark = marks.Count > 0 ? marks[0] : new ReconciliationMark(tenant.Id, tenant.Uid!.Value, 0);
        IEnumerable<ObservedAllocation> seen = engine.List(source, tenant).Select(r => new ObservedAllocation(r.Key, new ResourceAmounts { Containers = r.Value }));
        ReconciliationResult result = await _quotas.ReconcileAsync(new AllocationObservation(source, mark, seen), cancellationToken);
        result.Conflicting.Should().BeEmpty("each host has its own source and ids");
        foreach (string orphan in result.Orphaned)
        {
            _orphans.Add($"{tenant.Uid}/{orphan}");
            engine.Remove(source, tenant, orphan);
        }
    }

    private async Task<IReadOnlyList<Allocation>> AllAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        List<Allocation> all = [];
        AllocationQuery query = new() { Limit = TenancyLimits.PageSize };
        while (await _quotas.ListAllocationsAsync(tenant, query, cancellationToken) is { Count: > 0 } page)
        {
            all.AddRange(page);
            query = query with { After = page[^1].Id };
        }

        return all;
    }

    private async Task<IReadOnlyList<AllocationsReconciled>> ReconciledAsync(Tenant? tenant, CancellationToken cancellationToken)
    {
        List<AllocationsReconciled> all = [];
        EventQuery query = new()
        {
            Tenant = tenant is null ? default(TenantReference?) : tenant,
            Kinds = [nameof(AllocationsReconciled)],
            After = 0,
            Limit = TenancyLimits.PageSize,
        };
        while (await _tenants.ReadEventsAsync(query, cancellationToken) is { Events.Count: > 0 } page)
        {
            all.AddRange(page.Events.Cast<AllocationsReconciled>());
            query = query with { After = page.Events[^1].Sequence };
        }

        return all;
    }
}
