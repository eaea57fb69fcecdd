namespace Hivemind.Tenancy.Storage;

/// <content>The verbs over allocations: each finds the tenant without a lock and does the rest under the tenant's own.</content>
internal sealed partial class InMemoryTenantStore
{
    private readonly int[] _thresholds = [.. options.Value.ResolveQuotaThresholds()];

    public ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(request.Tenant.Id);
        lock (entry)
        {
            InMemoryLedger ledger = Begin(entry, request.Tenant, out DateTimeOffset now);
            bool hasNamespace = request.Namespace is null || TenantRules.HasNamespace(entry.Tenant, request.Namespace);
            return new ValueTask<AdmissionResult>(request.Key is null
                ? Written(ledger, Admit(ledger, request, hasNamespace, now), now)
                : Admit(ledger, request, hasNamespace, now, request.Key));
        }
    }

    public ValueTask<QuotaDecision> CheckAsync(TenantReference tenant, ResourceAmounts amounts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            InMemoryLedger ledger = Look(entry, tenant, out DateTimeOffset now);
            return new ValueTask<QuotaDecision>(AdmissionRules.Check(ledger.State, amounts, ledger.NextLeaseEndsAt, now));
        }
    }

    public ValueTask<AdmissionResult> GrowAsync(
        TenantReference tenant, string allocationId, ResourceAmounts target, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            InMemoryLedger ledger = Begin(entry, tenant, out DateTimeOffset now);
            return new ValueTask<AdmissionResult>(Written(ledger, AdmissionRules.Grow(
                ledger.State, ledger.Find(allocationId), allocationId, target, lease, ledger.NextLeaseEndsAt, now), now));
        }
    }

    public ValueTask<AdmissionResult> ResizeAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            InMemoryLedger ledger = Begin(entry, tenant, out DateTimeOffset now);
            return new ValueTask<AdmissionResult>(Written(ledger, AdmissionRules.Resize(
                ledger.State, ledger.Find(allocationId), allocationId, amounts, ledger.NextLeaseEndsAt, now), now));
        }
    }

    public ValueTask<TenantStatus> CommitAsync(TenantReference tenant, string allocationId, long? admission, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            InMemoryLedger ledger = Begin(entry, tenant, out _);
            AllocationState? live = ledger.Find(allocationId);
            AllocationRules.Commit(ledger.State, live, allocationId, admission);
            ledger.Write(live!);
            return new ValueTask<TenantStatus>(ledger.State.Status);
        }
    }

    public ValueTask<DateTimeOffset?> RenewAsync(
        TenantReference tenant, string allocationId, long? admission, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            InMemoryLedger ledger = Begin(entry, tenant, out DateTimeOffset now);
            AllocationState? live = ledger.Find(allocationId);
            long expires = AllocationRules.Renew(ledger.State, live, allocationId, admission, lease, now);
            ledger.Write(live!);
            return new ValueTask<DateTimeOffset?>(TenancyClock.ExpiryOf(expires));
        }
    }

    public ValueTask<bool> ReleaseAsync(
        TenantReference tenant, string allocationId, long? admission, bool onlyHeld, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_entries.TryGetValue(tenant.Id.Value, out TenantEntry? entry))
        {
            return new ValueTask<bool>(false);
        }

        lock (entry)
        {
            if (entry.IsRemoved || !tenant.Names(entry.Tenant.Uid))
            {
                return new ValueTask<bool>(false);
            }

            InMemoryLedger ledger = Begin(entry, tenant, out DateTimeOffset now);
            AllocationState? live = ledger.Find(allocationId);
            ReleaseVerdict verdict = AllocationRules.Release(ledger.State, live, admission, onlyHeld);
            switch (verdict)
            {
                case ReleaseVerdict.Remove:
                    ledger.Remove(live!);
                    break;
                case ReleaseVerdict.Write:
                    ledger.Write(live!);
                    break;
            }

            ledger.State.Judge(now, mayReport: false);
            return new ValueTask<bool>(verdict != ReleaseVerdict.Nothing);
        }
    }

    public ValueTask<bool> LowerAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, long change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            InMemoryLedger ledger = Begin(entry, tenant, out DateTimeOffset now);
            AllocationState? live = ledger.Find(allocationId);
            ReleaseVerdict verdict = AllocationRules.Lower(ledger.State, live, amounts, change);
            if (verdict == ReleaseVerdict.Remove)
            {
                ledger.Remove(live!);
            }

            ledger.State.Judge(now, mayReport: false);
            return new ValueTask<bool>(verdict != ReleaseVerdict.Nothing);
        }
    }

    public ValueTask<TenantUsage> GetUsageAsync(TenantReference tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            InMemoryLedger ledger = Look(entry, tenant, out DateTimeOffset now);
            return new ValueTask<TenantUsage>(UsageRules.Usage(ledger.State, now));
        }
    }

    public ValueTask<IReadOnlyList<TenantUsage>> ListUsageAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        WorstUsages worst = new(query);
        if (query.Tenants is { } tenants)
        {
            foreach (IGrouping<string, TenantReference> named in tenants.GroupBy(t => t.Id.Value, StringComparer.Ordinal))
            {
                if (_entries.TryGetValue(named.Key, out TenantEntry? entry))
                {
                    Offer(worst, entry, named);
                }
            }
        }
        else
        {
            // Not the values: they are a copy, for which the whole dictionary is locked.
            foreach (KeyValuePair<string, TenantEntry> entry in _entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Offer(worst, entry.Value, named: null);
            }
        }

        return new ValueTask<IReadOnlyList<TenantUsage>>(worst.ToArray());
    }

    public ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantReference tenant, AllocationQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            InMemoryLedger ledger = Look(entry, tenant, out _);
            return new ValueTask<IReadOnlyList<Allocation>>(ledger.Allocations
                .Where(a => query.Source is null || a.Source == query.Source)
                .Where(a => query.Namespace is null || a.Namespace == query.Namespace)
                .Where(a => string.CompareOrdinal(a.Id, query.After) > 0)
                .OrderBy(a => a.Id, StringComparer.Ordinal)
                .Take(query.Limit)
                .Select(a => a.ToAllocation(entry.Tenant.Id, entry.Tenant.Uid))
                .ToList());
        }
    }

    private static AdmissionVerdict Admit(InMemoryLedger ledger, in AdmissionRequest request, bool hasNamespace, DateTimeOffset now) =>
        AdmissionRules.Admit(ledger.State, ledger.Find(request.AllocationId), request, hasNamespace, ledger.NextLeaseEndsAt, now);

    private AdmissionResult Admit(InMemoryLedger ledger, in AdmissionRequest request, bool hasNamespace, DateTimeOffset now, IdempotencyKey key)
    {
        lock (Keys)
        {
            IdempotencyRecord? record = Keys.Find(key);
            if (IdempotencyRules.IsRepeated(key, record, IdempotencyRules.MadeAllocation(ledger.State.TenantId), now))
            {
                return IdempotencyRules.Replay(key, record, ledger.State, ledger.Find(record.AllocationId!), now);
            }

            AdmissionVerdict verdict = Admit(ledger, request, hasNamespace, now);
            if (verdict.Allocation is { } admitted)
            {
                Keys.Write(key, IdempotencyRules.Record(key, ledger.State, admitted, now));
            }

            return Written(ledger, verdict, now);
        }
    }

    /// <summary>
    /// A usage is made only where it may belong to the page: of many tenants, all but a few are asked for their share alone. No lambda here: its closure
    /// would be made for each of them.
    /// </summary>
    private void Offer(WorstUsages worst, TenantEntry entry, IEnumerable<TenantReference>? named)
    {
        lock (entry)
        {
            if (!entry.IsRemoved && (named is null || IsNamed(entry.Tenant, named)))
            {
                DateTimeOffset now = default;
                int share = entry.Ledger is null ? 0 : Look(entry, entry.Tenant, out now).State.Share;
                if (worst.Takes(share, entry.Tenant.Id))
                {
                    InMemoryLedger ledger = entry.Ledger ?? Look(entry, entry.Tenant, out now);
                    worst.Add(UsageRules.Usage(ledger.State, now));
                }
            }
        }

        static bool IsNamed(Tenant tenant, IEnumerable<TenantReference> named) => named.Any(t => t.Names(tenant.Uid));
    }

    /// <summary>Under the entry's lock: the ledger, brought up to the tenant and the time.</summary>
    /// <exception cref="TenantNotFoundException">The tenant is gone, or another than is meant.</exception>
    private InMemoryLedger Begin(TenantEntry entry, TenantReference tenant, out DateTimeOffset now)
    {
        InMemoryLedger ledger = Look(entry, tenant, out now);
        entry.Ledger = ledger;
        return ledger;
    }

    /// <summary>As <see cref="Begin"/>, to read: a tenant that never held anything gets no ledger by being looked at.</summary>
    private InMemoryLedger Look(TenantEntry entry, TenantReference tenant, out DateTimeOffset now)
    {
        EnsureIs(entry, tenant);
        now = _clock.Now;
        InMemoryLedger ledger = entry.Ledger ?? NewLedger(entry.Tenant);
        ledger.Advance(entry.Tenant, now);
        return ledger;
    }

    private InMemoryLedger NewLedger(Tenant tenant)
    {
        InMemoryLedger ledger = new(tenant.Id, tenant.Uid, _thresholds);
        ledger.State.OnUsage = UsageOf(tenant.Uid);
        return ledger;
    }

    private AdmissionResult Written(InMemoryLedger ledger, in AdmissionVerdict verdict, DateTimeOffset now)
    {
        if (verdict.Allocation is { } allocation)
        {
            ledger.Write(allocation);
        }

        return verdict.ToResult(ledger.State.Uid, RecordedCrossings(ledger.State.Judge(now, mayReport: true)));
    }
}
