namespace Hivemind.Tenancy.Storage;

/// <content>Grace, marks, observations, and counting anew.</content>
internal sealed partial class InMemoryTenantStore
{
    public ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantReference tenant, QuotaGrace? grace, ExpectedGrace? expected, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            InMemoryLedger ledger = Begin(entry, tenant, out DateTimeOffset now);
            GraceRules.Set(ledger.State, grace, now, expected);
            return new ValueTask<IReadOnlyList<TenancyEvent>>(Recorded(entry, change, now, ledger.State.Judge(now, mayReport: true)));
        }
    }

    public ValueTask<IReadOnlyList<ReconciliationMark>> ReadMarksAsync(IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<ReconciliationMark> marks = [];
        foreach (TenantReference tenant in tenants)
        {
            if (_entries.TryGetValue(tenant.Id.Value, out TenantEntry? entry))
            {
                lock (entry)
                {
                    if (!entry.IsRemoved && tenant.Names(entry.Tenant.Uid))
                    {
                        marks.Add(new ReconciliationMark(tenant.Id, entry.Tenant.Uid, entry.Ledger?.State.Change ?? 0));
                    }
                }
            }
        }

        return new ValueTask<IReadOnlyList<ReconciliationMark>>(marks);
    }

    public ValueTask<ReconciliationOutcome> ReconcileAsync(
        AllocationObservation observation, AllocationsReconciled change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantReference tenant = new(observation.Mark.TenantId, observation.Mark.TenantUid);
        if (!_entries.TryGetValue(tenant.Id.Value, out TenantEntry? entry))
        {
            return new ValueTask<ReconciliationOutcome>(new ReconciliationOutcome(ReconcileRules.Orphans(observation), []));
        }

        lock (entry)
        {
            if (entry.IsRemoved || !tenant.Names(entry.Tenant.Uid))
            {
                return new ValueTask<ReconciliationOutcome>(new ReconciliationOutcome(ReconcileRules.Orphans(observation), []));
            }

            InMemoryLedger ledger = Begin(entry, tenant, out DateTimeOffset now);
            ReconciliationStep step = ReconcileRules.Reconcile(ledger.State, ledger.Allocations, observation.Allocations, observation, now);
            foreach (AllocationState removed in step.Removed)
            {
                ledger.Remove(removed);
            }

            foreach (AllocationState written in step.Written)
            {
                ledger.Write(written);
            }

            IReadOnlyList<TenancyEvent> crossings = ledger.State.Judge(now, mayReport: true);
            IReadOnlyList<TenancyEvent> events = step.Result.HasChanged
                ? Recorded(entry, change with { Result = step.Result }, now, crossings)
                : RecordedCrossings(crossings);
            return new ValueTask<ReconciliationOutcome>(new ReconciliationOutcome(step.Result, events));
        }
    }

    public ValueTask<IReadOnlyList<LedgerDeviation>> RecomputeAsync(TenantReference tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            InMemoryLedger ledger = Begin(entry, tenant, out _);
            return new ValueTask<IReadOnlyList<LedgerDeviation>>(RecomputeRules.Recompute(ledger.State, ledger.Allocations));
        }
    }
}
