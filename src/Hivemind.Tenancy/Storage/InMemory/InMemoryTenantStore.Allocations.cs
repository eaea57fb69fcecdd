namespace Hivemind.Tenancy.Storage;

/// <content>The verbs over allocations: each finds the tenant without a lock and does the rest under the tenant's own.</content>
internal sealed partial class InMemoryTenantStore
{
    private readonly int[] _thresholds = [.. options.Value.ResolveQuotaThresholds()];
    private long _lastToken;

    public ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(request.TenantId);
        lock (entry)
        {
            EnsureUid(entry, request.TenantUid);
            EnsureAllows(entry, TenantOperation.Admit);
            TenantLedger ledger = Ledger(entry);
            ledger.Advance(entry.Tenant.ResourceQuotas, request.Now);
            if (ledger.TryGet(request.AllocationId, token: null, out LedgerEntry? live))
            {
                return live.Amounts.Equals(request.Amounts)
                    ? Admitted(entry, ledger, live, request.Now)
                    : throw new AllocationConflictException(request.TenantId, request.AllocationId, live.Amounts, request.Amounts);
            }

            if (!ledger.Fits(request.Amounts))
            {
                return Refused(entry, ledger, ledger.Explain(request.Amounts), request.Now);
            }

            LedgerEntry hold = new()
            {
                Id = request.AllocationId,
                Amounts = request.Amounts,
                Source = request.Source,
                Token = Interlocked.Increment(ref _lastToken),
                CreatedTicks = request.Now.UtcTicks,
                ChangedTicks = request.Now.UtcTicks,
                ExpiresTicks = TenancyClock.After(request.Now, request.Lease).UtcTicks,
            };
            ledger.Add(hold);
            return Admitted(entry, ledger, hold, request.Now);
        }
    }

    public ValueTask<QuotaDecision> CheckAsync(
        TenantId tenantId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenantId);
        lock (entry)
        {
            EnsureAllows(entry, TenantOperation.Admit);
            TenantLedger ledger = Ledger(entry);
            ledger.Advance(entry.Tenant.ResourceQuotas, now);
            return new ValueTask<QuotaDecision>(ledger.Fits(amounts) ? QuotaDecision.Admitted : ledger.Explain(amounts));
        }
    }

    public ValueTask CommitAsync(
        TenantId tenantId, string allocationId, long? token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenantId);
        lock (entry)
        {
            EnsureAllows(entry, TenantOperation.Commit);
            LedgerEntry live = Live(entry, allocationId, token, now);
            Ledger(entry).Commit(live, now);
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<DateTimeOffset?> RenewAsync(
        TenantId tenantId, string allocationId, long? token, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenantId);
        lock (entry)
        {
            EnsureAllows(entry, TenantOperation.Commit);
            LedgerEntry live = Live(entry, allocationId, token, now);
            Ledger(entry).Renew(live, TenancyClock.After(now, lease).UtcTicks);
            return new ValueTask<DateTimeOffset?>(live.ExpiresAt);
        }
    }

    public ValueTask<bool> ReleaseAsync(
        TenantId tenantId, string allocationId, long? holdToken, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<bool>(TryRelease(tenantId, allocationId, holdToken, now));
    }

    public ValueTask<AdmissionResult> ResizeAsync(
        TenantId tenantId, string allocationId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenantId);
        lock (entry)
        {
            EnsureAllows(entry, TenantOperation.Commit);
            LedgerEntry live = Live(entry, allocationId, token: null, now);
            EnsureAllows(entry, Grows(live.Amounts, amounts) ? TenantOperation.Admit : TenantOperation.Commit);
            TenantLedger ledger = Ledger(entry);
            if (!ledger.Fits(amounts, live.Amounts))
            {
                return Refused(entry, ledger, ledger.Explain(amounts, live.Amounts), now);
            }

            ledger.Resize(live, amounts, now);
            return Admitted(entry, ledger, live, now);
        }
    }

    public ValueTask<TenantUsage> GetUsageAsync(TenantId tenantId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenantId);
        lock (entry)
        {
            EnsurePresent(entry);
            TenantLedger ledger = Ledger(entry);
            ledger.Advance(entry.Tenant.ResourceQuotas, now);
            return new ValueTask<TenantUsage>(ledger.Usage(now));
        }
    }

    public ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantId tenantId, AllocationQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenantId);
        lock (entry)
        {
            EnsurePresent(entry);
            entry.Ledger?.Advance(entry.Tenant.ResourceQuotas, now);
            return new ValueTask<IReadOnlyList<Allocation>>((entry.Ledger?.Entries ?? [])
                .Where(e => (query.Source is null || e.Source == query.Source) && string.CompareOrdinal(e.Id, query.After) > 0)
                .OrderBy(e => e.Id, StringComparer.Ordinal)
                .Take(query.Limit)
                .Select(e => e.ToAllocation(tenantId))
                .ToList());
        }
    }

    public ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantId tenantId, QuotaGrace? grace, TenancyEvent change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenantId);
        lock (entry)
        {
            EnsureAllows(entry, TenantOperation.Update);
            TenantLedger ledger = Ledger(entry);
            ledger.SetGrace(grace, entry.Tenant.ResourceQuotas, now);
            return Recorded(entry, change, ledger.Judge(now));
        }
    }

    public ValueTask<ReconciliationOutcome> ReconcileAsync(
        TenantId tenantId, AllocationObservation observation, AllocationsReconciled change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenantId);
        lock (entry)
        {
            EnsurePresent(entry);
            TenantLedger ledger = Ledger(entry);
            ledger.Advance(entry.Tenant.ResourceQuotas, now);
            ReconciliationResult result = LedgerReconciliation.Apply(
                ledger, observation, () => Interlocked.Increment(ref _lastToken), now);
            List<TenancyEvent>? crossings = ledger.Judge(now);
            IReadOnlyList<TenancyEvent> events = result.IsEmpty
                ? RecordedCrossings(entry, crossings)
                : [Append(entry, change with { Result = result }), .. RecordedCrossings(entry, crossings)];
            return new ValueTask<ReconciliationOutcome>(new ReconciliationOutcome(result, events));
        }
    }

    private static void EnsureUid(TenantEntry entry, TenantUid? uid)
    {
        if (uid is not null && uid != entry.Tenant.Uid)
        {
            throw new TenantNotFoundException(entry.Tenant.Id);
        }
    }

    private static void EnsureAllows(TenantEntry entry, TenantOperation operation)
    {
        EnsurePresent(entry);
        entry.Tenant.Status.EnsureAllows(operation, entry.Tenant.Id);
    }

    private static bool Grows(ResourceAmounts from, ResourceAmounts to)
    {
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            if (to.Known[i] > from.Known[i])
            {
                return true;
            }
        }

        return to.OtherMap.Any(e => e.Value > (from.OtherMap.TryGetValue(e.Key, out long had) ? had : 0));
    }

    private static LedgerEntry Live(TenantEntry entry, string allocationId, long? token, DateTimeOffset now)
    {
        entry.Ledger?.Advance(entry.Tenant.ResourceQuotas, now);
        return entry.Ledger is not null && entry.Ledger.TryGet(allocationId, token, out LedgerEntry? live)
            ? live
            : throw new ReservationExpiredException(entry.Tenant.Id, allocationId);
    }

    private TenantLedger Ledger(TenantEntry entry) => entry.Ledger ??= new TenantLedger(entry.Tenant.Id, _thresholds);

    private bool TryRelease(TenantId tenantId, string allocationId, long? holdToken, DateTimeOffset now)
    {
        if (!_entries.TryGetValue(tenantId.Value, out TenantEntry? entry))
        {
            return false;
        }

        lock (entry)
        {
            if (entry.Ledger is null)
            {
                return false;
            }

            entry.Ledger.Advance(entry.Tenant.ResourceQuotas, now);
            if (!entry.Ledger.TryRemove(allocationId, holdToken))
            {
                return false;
            }

            entry.Ledger.Rearm();
            return true;
        }
    }

    private ValueTask<AdmissionResult> Admitted(TenantEntry entry, TenantLedger ledger, LedgerEntry live, DateTimeOffset now) =>
        new(new AdmissionResult(QuotaDecision.Admitted, live.Token, live.ExpiresAt, RecordedCrossings(entry, ledger.Judge(now))));

    private ValueTask<AdmissionResult> Refused(TenantEntry entry, TenantLedger ledger, QuotaDecision decision, DateTimeOffset now) =>
        new(new AdmissionResult(decision, 0, null, RecordedCrossings(entry, ledger.Judge(now))));
}
