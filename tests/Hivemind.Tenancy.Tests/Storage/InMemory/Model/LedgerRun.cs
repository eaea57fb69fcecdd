namespace Hivemind.Tenancy.Tests;

/// <summary>The operations of the <see cref="LedgerModel"/> on a tenant of its own in a store, with outcomes in the model's words.</summary>
internal sealed class LedgerRun(ITenantStore store, TenantId tenantId, CancellationToken cancellationToken)
{
    private readonly List<TenancyEvent> _reported = [];

    public DateTimeOffset Now { get; private set; } = Some.Time;

    public void MoveClock(TimeSpan by) => Now += by;

    public Task<LedgerOutcome> AdmitAsync(string id, Units amounts, string source, TimeSpan lease) => SafelyAsync(async () => Of(
        await store.AdmitAsync(new AdmissionRequest(tenantId, id, amounts.ToAmounts(), source, lease, Now), cancellationToken)));

    public Task<LedgerOutcome> CheckAsync(Units amounts) => SafelyAsync(async () =>
        await store.CheckAsync(tenantId, amounts.ToAmounts(), Now, cancellationToken) is { IsAdmitted: false } refusal
            ? LedgerOutcome.Refused(Shortages(refusal), [])
            : new LedgerOutcome("fits"));

    public Task<LedgerOutcome> CommitAsync(string id, long? token) => SafelyAsync(async () =>
    {
        await store.CommitAsync(tenantId, id, token, Now, cancellationToken);
        return new LedgerOutcome("committed");
    });

    public Task<LedgerOutcome> RenewAsync(string id, long? token, TimeSpan lease) => SafelyAsync(async () => new LedgerOutcome(
        $"until {LedgerOutcome.Time(await store.RenewAsync(tenantId, id, token, lease, Now, cancellationToken))}"));

    public Task<LedgerOutcome> ReleaseAsync(string id) => SafelyAsync(async () => new LedgerOutcome(
        $"released {await store.ReleaseAsync(tenantId, id, null, Now, cancellationToken)}"));

    public Task<LedgerOutcome> ReleaseHoldAsync(string id, long token) => SafelyAsync(async () => new LedgerOutcome(
        $"released {await store.ReleaseAsync(tenantId, id, token, Now, cancellationToken)}"));

    public Task<LedgerOutcome> ResizeAsync(string id, Units amounts) => SafelyAsync(async () => Of(
        await store.ResizeAsync(tenantId, id, amounts.ToAmounts(), Now, cancellationToken)));

    public Task<LedgerOutcome> UsageAsync() => SafelyAsync(async () =>
    {
        TenantUsage usage = await store.GetUsageAsync(tenantId, Now, cancellationToken);
        return new LedgerOutcome(
            $"{usage.Held} held, {usage.Committed} committed, grace {(usage.Grace is { } grace ? LedgerOutcome.Time(grace.Until) : "none")}"
            + LedgerOutcome.Lines(usage.Resources.Select(r => LedgerOutcome.Usage(r.Resource, r.Used, r.Reserved, r.Quota, r.Limit))));
    });

    public Task<LedgerOutcome> ListAsync(string? source, string? after, int limit) => SafelyAsync(async () =>
    {
        IReadOnlyList<Allocation> page = await store.ListAllocationsAsync(
            tenantId, new AllocationQuery { Source = source, After = after, Limit = limit }, Now, cancellationToken);
        return new LedgerOutcome(
            LedgerOutcome.Lines(page.Select(a => LedgerOutcome.Allocation(a.Id, a.Amounts.Of, a.Source, a.ExpiresAt, a.CreatedAt, a.ChangedAt))),
            [.. page.Select(a => a.Token)]);
    });

    public Task<LedgerOutcome> SetQuotasAsync(Units quotas) => UpdateAsync(t => t with { ResourceQuotas = quotas.ToQuotas() });

    public Task<LedgerOutcome> SetStatusAsync(TenantStatus status) => UpdateAsync(t => t with { Status = status });

    public Task<LedgerOutcome> SetGraceAsync(Units? ceiling, TimeSpan length) => SafelyAsync(async () =>
    {
        QuotaGrace? grace = ceiling is null ? null : new QuotaGrace(ceiling.ToAmounts(), Now + length);
        GraceGranted change = new() { OccurredAt = Now, TenantId = tenantId, Grace = grace };
        return Changed(await store.SetGraceAsync(tenantId, grace, change, Now, cancellationToken));
    });

    public Task<LedgerOutcome> ReconcileAsync(string source, DateTimeOffset startedAt, IReadOnlyDictionary<string, Units> seen) => SafelyAsync(async () =>
    {
        AllocationObservation observation = new(source, startedAt, seen.Select(s => new ObservedAllocation(s.Key, s.Value.ToAmounts())));
        AllocationsReconciled change = new() { OccurredAt = Now, TenantId = tenantId, Source = source };
        (ReconciliationResult result, IReadOnlyList<TenancyEvent> events) = await store.ReconcileAsync(
            tenantId, observation, change, Now, cancellationToken);
        return new LedgerOutcome(LedgerOutcome.Lines(
        [
            LedgerOutcome.Ids("freed", result.Freed),
            LedgerOutcome.Ids("committed", result.Committed),
            LedgerOutcome.Ids("adopted", result.Adopted),
            LedgerOutcome.Ids("corrected", result.Corrected),
            LedgerOutcome.Ids("conflicting", result.Conflicting),
            .. Crossings(events),
        ]));
    });

    /// <summary>The log holds what the verbs returned, and nothing else.</summary>
    public async Task ShouldHaveToldAllThatIsRecordedAsync(long after)
    {
        IReadOnlyList<TenancyEvent> recorded = (await store.ReadEventsAsync(new EventQuery { After = after, Tenant = tenantId, Limit = TenancyLimits.PageSize }, cancellationToken)).Events;
        recorded.Should().Equal(_reported);
    }

    private Task<LedgerOutcome> UpdateAsync(Func<Tenant, Tenant> change) => SafelyAsync(async () =>
    {
        Tenant before = (await store.FindAsync(tenantId, cancellationToken))!;
        Tenant after = change(before) with { Version = before.Version + 1, UpdatedAt = Now };
        TenantUpdated updated = new() { OccurredAt = Now, TenantId = tenantId, Before = before, After = after };
        return Changed(await store.UpdateAsync(after, before.Version, updated, cancellationToken));
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
    }

    private LedgerOutcome Of(AdmissionResult result) => result.Decision.IsAdmitted
        ? LedgerOutcome.Admitted(result.Token, result.ExpiresAt, Crossings(result.Events))
        : LedgerOutcome.Refused(Shortages(result.Decision), Crossings(result.Events));

    private LedgerOutcome Changed(IReadOnlyList<TenancyEvent> events) => new($"changed{LedgerOutcome.Lines(Crossings(events))}");

    private static IEnumerable<string> Shortages(QuotaDecision decision) => decision.Shortages.Select(s =>
        LedgerOutcome.Shortage(s.Resource, s.Requested, s.Used, s.Reserved, s.Limit, s.NextLeaseEndsAt));

    private List<string> Crossings(IReadOnlyList<TenancyEvent> events)
    {
        _reported.AddRange(events);
        return [.. events.OfType<QuotaThresholdCrossed>()
            .OrderBy(c => Array.IndexOf(Units.Resources, c.Resource))
            .Select(c => LedgerOutcome.Crossing(c.Resource, c.Percent, c.Total, c.Limit, c.OccurredAt))];
    }
}
