using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.Tests;

/// <summary>The operations of the <see cref="LedgerModel"/> on a tenant of its own in a store, with outcomes in the model's words.</summary>
internal sealed class LedgerRun(ITenantStore store, Tenant tenant, FakeTimeProvider clock, CancellationToken cancellationToken)
{
    private readonly TenantReference _tenant = tenant;
    private readonly List<TenancyEvent> _reported = [];

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The store's clock, which may jump back.</summary>
    public void MoveClock(TimeSpan by) => clock.AdjustTime(Now + by);

    public Task<LedgerOutcome> AdmitAsync(string id, Units amounts, string source, TimeSpan lease) => SafelyAsync(async () => Of(
        await store.AdmitAsync(new AdmissionRequest(_tenant, id, amounts.ToAmounts(), source, lease), cancellationToken)));

    public Task<LedgerOutcome> CheckAsync(Units amounts) => SafelyAsync(async () =>
        await store.CheckAsync(_tenant, amounts.ToAmounts(), cancellationToken) is { IsAdmitted: false } refusal
            ? LedgerOutcome.Refused(Shortages(refusal), refusal.NextLeaseEndsAt, [])
            : new LedgerOutcome("fits"));

    public Task<LedgerOutcome> GrowAsync(string id, Units target, TimeSpan lease) => SafelyAsync(async () => Of(
        await store.GrowAsync(_tenant, id, target.ToAmounts(), lease, cancellationToken)));

    public Task<LedgerOutcome> CommitAsync(string id, long? number) => SafelyAsync(async () =>
    {
        await store.CommitAsync(_tenant, id, number, cancellationToken);
        return new LedgerOutcome("committed");
    });

    public Task<LedgerOutcome> RenewAsync(string id, long? number, TimeSpan lease) => SafelyAsync(async () => new LedgerOutcome(
        $"until {LedgerOutcome.Time(await store.RenewAsync(_tenant, id, number, lease, cancellationToken))}"));

    public Task<LedgerOutcome> ReleaseAsync(string id, long? number, bool onlyHeld) => SafelyAsync(async () => new LedgerOutcome(
        $"released {await store.ReleaseAsync(_tenant, id, number, onlyHeld, cancellationToken)}"));

    public Task<LedgerOutcome> ResizeAsync(string id, Units amounts) => SafelyAsync(async () => Of(
        await store.ResizeAsync(_tenant, id, amounts.ToAmounts(), cancellationToken)));

    public Task<LedgerOutcome> LowerAsync(string id, Units amounts, bool late) => SafelyAsync(async () =>
    {
        IReadOnlyList<Allocation> all = await store.ListAllocationsAsync(_tenant, new AllocationQuery(), cancellationToken);
        long change = (all.SingleOrDefault(a => a.Id == id)?.Change ?? 1) - (late ? 1 : 0);
        return new LedgerOutcome($"lowered {await store.LowerAsync(_tenant, id, amounts.ToAmounts(), change, cancellationToken)}");
    });

    public Task<LedgerOutcome> MarkAsync() => SafelyAsync(async () =>
    {
        IReadOnlyList<ReconciliationMark> marks = await store.ReadMarksAsync([_tenant], cancellationToken);
        return new LedgerOutcome($"mark {marks.Single().Change}", marks.Single().Change);
    });

    public Task<LedgerOutcome> UsageAsync() => SafelyAsync(async () =>
    {
        TenantUsage usage = await store.GetUsageAsync(_tenant, cancellationToken);
        (await store.RecomputeAsync(_tenant, cancellationToken)).Should().BeEmpty("what is kept is what the allocations come to");
        return new LedgerOutcome(
            $"{usage.Held} held, {usage.Committed} committed, grace {(usage.Grace is { } grace ? LedgerOutcome.Time(grace.Until) : "none")}, share {usage.Share}"
            + LedgerOutcome.Lines(usage.Resources.Select(r => LedgerOutcome.Usage(r.Resource, r.Used, r.Reserved, r.Quota, r.Limit))));
    });

    public Task<LedgerOutcome> ListAsync(string? source, string? after, int limit) => SafelyAsync(async () =>
    {
        IReadOnlyList<Allocation> page = await store.ListAllocationsAsync(
            _tenant, new AllocationQuery { Source = source, After = after, Limit = limit }, cancellationToken);
        return new LedgerOutcome(LedgerOutcome.Lines(page.Select(LedgerOutcome.Allocation)));
    });

    public Task<LedgerOutcome> SetQuotasAsync(Units quotas) => UpdateAsync(t => t with { ResourceQuotas = quotas.ToQuotas() });

    public Task<LedgerOutcome> SetStatusAsync(TenantStatus status) => UpdateAsync(t => t with { Status = status });

    public Task<LedgerOutcome> SetGraceAsync(Units? ceiling, TimeSpan length) => SafelyAsync(async () =>
    {
        QuotaGrace? grace = ceiling is null ? null : new QuotaGrace(ceiling.ToAmounts(), Now + length);
        GraceGranted change = new() { OccurredAt = Now, TenantId = tenant.Id, TenantUid = tenant.Uid, Grace = grace };
        return Changed(await store.SetGraceAsync(_tenant, grace, expected: null, change, cancellationToken));
    });

    public Task<LedgerOutcome> ReconcileAsync(string source, long mark, IReadOnlyDictionary<string, Units> seen) => SafelyAsync(async () =>
    {
        AllocationObservation observation = new(
            source, new ReconciliationMark(tenant.Id, tenant.Uid, mark), seen.Select(s => new ObservedAllocation(s.Key, s.Value.ToAmounts())));
        AllocationsReconciled change = new() { OccurredAt = Now, TenantId = tenant.Id, TenantUid = tenant.Uid, Source = source };
        (ReconciliationResult result, IReadOnlyList<TenancyEvent> events) = await store.ReconcileAsync(observation, change, cancellationToken);
        return new LedgerOutcome(LedgerOutcome.Lines(
        [
            LedgerOutcome.Ids("freed", result.Freed),
            LedgerOutcome.Ids("committed", result.Committed),
            LedgerOutcome.Ids("adopted", result.Adopted),
            LedgerOutcome.Ids("raised", result.Raised),
            LedgerOutcome.Ids("differing", result.Differing.Select(d => $"{d.Id}@{d.Change}")),
            LedgerOutcome.Ids("conflicting", result.Conflicting),
            LedgerOutcome.Ids("orphaned", result.Orphaned),
            .. Crossings(events),
        ]));
    });

    /// <summary>The log holds what the verbs returned, and nothing else.</summary>
    public async Task ShouldHaveToldAllThatIsRecordedAsync(long after)
    {
        IReadOnlyList<TenancyEvent> recorded = (await store.ReadEventsAsync(new EventQuery { After = after, Tenant = _tenant, Limit = TenancyLimits.PageSize }, cancellationToken)).Events;
        recorded.Should().Equal(_reported);
    }

    private Task<LedgerOutcome> UpdateAsync(Func<Tenant, Tenant> change) => SafelyAsync(async () =>
    {
        Tenant before = (await store.FindAsync(tenant.Id, cancellationToken))!;
        Tenant after = change(before) with { Version = before.Version + 1 };
        TenantUpdated updated = new() { OccurredAt = Now, TenantId = tenant.Id, TenantUid = tenant.Uid, Before = before, After = after };
        return Changed((await store.UpdateAsync(after, before.Version, onlyIfIdle: false, updated, cancellationToken)).Events);
    });

    private static async Task<LedgerOutcome> SafelyAsync(Func<Task<LedgerOutcome>> act)
    {
        try
        {
            return await act();
        }
        catch (TenantNotActiveException e)
        {
            return new LedgerOutcome($"not active: {e.Status}");
        }
        catch (AllocationConflictException)
        {
            return new LedgerOutcome("conflict");
        }
        catch (ReservationExpiredException)
        {
            return new LedgerOutcome("expired");
        }
        catch (ArgumentException e) when (e.Message.Contains("ahead", StringComparison.Ordinal))
        {
            return new LedgerOutcome("ahead");
        }
    }

    private LedgerOutcome Of(AdmissionResult result) => result.Decision.IsAdmitted
        ? LedgerOutcome.Admitted(result.Admission, result.ExpiresAt, Crossings(result.Events))
        : LedgerOutcome.Refused(Shortages(result.Decision), result.Decision.NextLeaseEndsAt, Crossings(result.Events));

    private LedgerOutcome Changed(IReadOnlyList<TenancyEvent> events) => new($"changed{LedgerOutcome.Lines(Crossings(events))}");

    private static IEnumerable<string> Shortages(QuotaDecision decision) => decision.Shortages.Select(s =>
        LedgerOutcome.Shortage(s.Resource, s.Requested, s.Used, s.Reserved, s.Limit));

    private List<string> Crossings(IReadOnlyList<TenancyEvent> events)
    {
        _reported.AddRange(events);
        return [.. events.OfType<QuotaThresholdCrossed>()
            .OrderBy(c => Array.IndexOf(Units.Resources, c.Resource))
            .Select(c => LedgerOutcome.Crossing(c.Resource, c.Percent, c.Total, c.Limit, c.OccurredAt))];
    }
}
