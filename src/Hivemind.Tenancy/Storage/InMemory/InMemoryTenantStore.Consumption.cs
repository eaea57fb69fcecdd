namespace Hivemind.Tenancy.Storage;

/// <content>Budgets: under the tenant's lock, as all that is decided over a tenant.</content>
internal sealed partial class InMemoryTenantStore : IConsumptionStore
{
    private readonly InMemoryHistory<ConsumptionWindow> _windows = new(w => (w.TenantUid, w.End), options.Value.RetainUsage);

    public ValueTask<ConsumptionOutcome> ConsumeAsync(ConsumptionRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(request.Tenant.Id);
        lock (entry)
        {
            InMemoryConsumption consumption = BeginConsumption(entry, request.Tenant, out DateTimeOffset now);
            ConsumptionEntry? before = request.Id is null ? null : consumption.Find(request.Id);
            ConsumptionVerdict verdict = ConsumptionRules.Consume(consumption.State, before, request.Amounts, request.Id, now);
            return new ValueTask<ConsumptionOutcome>(Written(consumption, verdict, now) with
            {
                Tightest = ConsumptionRules.Tightest(consumption.State, request.Amounts, now),
            });
        }
    }

    public ValueTask<ConsumptionOutcome> HoldAsync(ConsumptionRequest request, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(request.Tenant.Id);
        lock (entry)
        {
            InMemoryConsumption consumption = BeginConsumption(entry, request.Tenant, out DateTimeOffset now);
            ConsumptionVerdict verdict = ConsumptionRules.Hold(
                consumption.State, consumption.Find(request.Id!), request.Amounts, request.Id!, lease, now);
            return new ValueTask<ConsumptionOutcome>(verdict.OfHold(Written(consumption, verdict, now)));
        }
    }

    public ValueTask<ConsumptionOutcome> SettleAsync(ConsumptionRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(request.Tenant.Id);
        lock (entry)
        {
            InMemoryConsumption consumption = BeginConsumption(entry, request.Tenant, out DateTimeOffset now);
            ConsumptionVerdict verdict = ConsumptionRules.Settle(
                consumption.State, consumption.Find(request.Id!), request.Id!, request.Amounts, now);
            return new ValueTask<ConsumptionOutcome>(Written(consumption, verdict, now) with
            {
                Usages = ConsumptionRules.Usage(consumption.State, request.Amounts, now),
            });
        }
    }

    public ValueTask<bool> ReleaseHoldAsync(TenantReference tenant, string id, long number, CancellationToken cancellationToken)
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

            InMemoryConsumption consumption = BeginConsumption(entry, tenant, out DateTimeOffset now);
            ConsumptionEntry? held = consumption.Find(id);
            bool isReleased = ConsumptionRules.Release(consumption.State, held, number, now);
            if (isReleased)
            {
                consumption.Write(held!);
            }

            return new ValueTask<bool>(isReleased);
        }
    }

    public ValueTask<ConsumptionOutcome> CorrectAsync(ConsumptionRequest request, ConsumptionCorrected change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(request.Tenant.Id);
        lock (entry)
        {
            InMemoryConsumption consumption = BeginConsumption(entry, request.Tenant, out DateTimeOffset now);
            ConsumptionVerdict verdict = ConsumptionRules.Correct(
                consumption.State, consumption.Find(request.Id!), request.Amounts, request.Id!, now);
            ConsumptionAmounts booked = (verdict.Entry ?? verdict.Replayed)!.Booked!;
            TenancyEvent[] corrected = verdict.Entry is null ? [] : [Append(entry, change with { Booked = booked }, now)];
            ConsumptionOutcome outcome = Written(consumption, verdict, now);
            return new ValueTask<ConsumptionOutcome>(outcome with { Booked = booked, Events = [.. corrected, .. outcome.Events] });
        }
    }

    public ValueTask<IReadOnlyList<BudgetUsage>> GetBudgetsAsync(TenantReference tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            InMemoryConsumption consumption = LookConsumption(entry, tenant, out DateTimeOffset now);
            return new ValueTask<IReadOnlyList<BudgetUsage>>(ConsumptionRules.Usage(consumption.State, now));
        }
    }

    public ValueTask<IReadOnlyList<ConsumptionWindow>> ReadConsumptionAsync(TenantReference tenant, ConsumptionQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<ConsumptionWindow> found = [];
        if (_entries.TryGetValue(tenant.Id.Value, out TenantEntry? entry))
        {
            lock (entry)
            {
                if (!entry.IsRemoved && tenant.Names(entry.Tenant.Uid))
                {
                    InMemoryConsumption consumption = LookConsumption(entry, tenant, out DateTimeOffset now);
                    found.AddRange(ConsumptionRules.Open(consumption.State, now));
                    found.AddRange(_windows.Of(entry.Tenant.Uid).Select(w => w.Item));
                    return new ValueTask<IReadOnlyList<ConsumptionWindow>>(Page(found, query));
                }
            }
        }

        found.AddRange(_windows.Of(tenant.Uid ?? throw new TenantNotFoundException(tenant.Id)).Select(w => w.Item));
        return new ValueTask<IReadOnlyList<ConsumptionWindow>>(Page(found, query));
    }

    public ValueTask<int> TrimConsumptionAsync(TimeSpan? retain, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int removed = 0;
        foreach (TenantEntry entry in _entries.Values)
        {
            lock (entry)
            {
                removed += entry.Consumption?.Forget(_clock.Now, UsageSpan.SliceSize - removed) ?? 0;
            }

            if (removed == UsageSpan.SliceSize)
            {
                break;
            }
        }

        return new ValueTask<int>(removed + (retain is { } age ? _windows.Trim(_clock.Now - age, UsageSpan.SliceSize) : 0));
    }

    private static ConsumptionWindow[] Page(IEnumerable<ConsumptionWindow> windows, ConsumptionQuery query) =>
        [.. windows.Where(query.Matches).Order(Comparer<ConsumptionWindow>.Create(ConsumptionQuery.Compare)).Take(query.Limit)];

    private InMemoryConsumption BeginConsumption(TenantEntry entry, in TenantReference tenant, out DateTimeOffset now)
    {
        InMemoryConsumption consumption = LookConsumption(entry, tenant, out now);
        entry.Consumption = consumption;
        return consumption;
    }

    /// <summary>As <see cref="BeginConsumption"/>, to read: a tenant that never used anything up is given nothing by being looked at.</summary>
    private InMemoryConsumption LookConsumption(TenantEntry entry, in TenantReference tenant, out DateTimeOffset now)
    {
        EnsureIs(entry, tenant);
        now = _clock.Now;
        InMemoryConsumption consumption = entry.Consumption ?? NewConsumption(entry.Tenant);
        consumption.Advance(entry.Tenant, now);
        return consumption;
    }

    private InMemoryConsumption NewConsumption(Tenant tenant)
    {
        InMemoryConsumption consumption = new(tenant.Id, tenant.Uid, _thresholds);
        consumption.State.OnClosed = _windows.AdderOf(tenant.Uid, static (ConsumptionWindow window) => window);
        consumption.State.SumClosed = change => _windows.Of(tenant.Uid, change.Covers).Sum(w => w.Item.Used);
        return consumption;
    }

    private ConsumptionOutcome Written(InMemoryConsumption consumption, in ConsumptionVerdict verdict, DateTimeOffset now)
    {
        if (verdict.Entry is { } written)
        {
            consumption.Write(written);
            consumption.Forget(now, most: 2);
        }

        return new ConsumptionOutcome(verdict.Decision, consumption.State.Uid, RecordedCrossings(consumption.State.TakeCrossings()))
        {
            IsReplayed = verdict.Replayed is not null,
        };
    }
}
