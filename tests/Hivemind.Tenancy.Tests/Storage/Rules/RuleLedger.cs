namespace Hivemind.Tenancy.Tests;

/// <summary>One tenant's ledger with its allocations, over which the rules decide as they do for any store: no store, no lock, a clock set by hand.</summary>
internal sealed class RuleLedger
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    public RuleLedger(ResourceQuotas? quotas = null, params int[] thresholds)
    {
        State = new LedgerState(Some.TenantId, Some.Uid, thresholds) { Status = TenantStatus.Active, Quotas = quotas ?? ResourceQuotas.Unlimited };
        State.Advance(Now);
    }

    public LedgerState State { get; }

    public Dictionary<string, AllocationState> Rows { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset Now { get; set; } = Some.Time;

    public DateTimeOffset? Next => Rows.Values.Where(r => r.EndsTicks != AllocationState.Never).Min(r => (DateTimeOffset?)TenancyClock.FromTicks(r.EndsTicks));

    public AllocationState this[string id] => Rows[id];

    public static ResourceAmounts Containers(long count) => new() { Containers = count };

    public AllocationState? Find(string id) => Rows.GetValueOrDefault(id);

    /// <summary>What has ended, all of it.</summary>
    public void Sweep()
    {
        foreach (AllocationState ended in Rows.Values.Where(r => r.EndsTicks <= Now.UtcTicks).ToArray())
        {
            if (AllocationRules.Sweep(State, ended, Now))
            {
                Rows.Remove(ended.Id);
            }
        }
    }

    public AdmissionVerdict Admit(string id, ResourceAmounts amounts, string source = "", TimeSpan? lease = null, string? ns = null, bool hasNamespace = true)
    {
        AdmissionRequest request = new(Some.TenantId, id, amounts, source, lease ?? Lease) { Namespace = ns };
        return Written(AdmissionRules.Admit(State, Find(id), request, hasNamespace, Next, Now));
    }

    /// <summary>Admitted and committed.</summary>
    public AllocationState Run(string id, ResourceAmounts amounts, string source = "")
    {
        Admit(id, amounts, source);
        Commit(id);
        return this[id];
    }

    public AdmissionVerdict Grow(string id, ResourceAmounts target, TimeSpan? lease = null) =>
        Written(AdmissionRules.Grow(State, Find(id), id, target, lease ?? Lease, Next, Now));

    public AdmissionVerdict Resize(string id, ResourceAmounts amounts) => Written(AdmissionRules.Resize(State, Find(id), id, amounts, Next, Now));

    /// <summary>Whether it became committed, or larger, by this.</summary>
    public bool Commit(string id, long? admission = null)
    {
        (bool IsCommitted, ResourceAmounts Amounts)? before = Find(id) is { } live ? (live.IsCommitted, live.Amounts) : null;
        AllocationRules.Commit(State, Find(id), id, admission);
        return before != (this[id].IsCommitted, this[id].Amounts);
    }

    public long Renew(string id, long? admission = null, TimeSpan? lease = null) =>
        AllocationRules.Renew(State, Find(id), id, admission, lease ?? Lease, Now);

    public ReleaseVerdict Release(string id, long? admission = null, bool onlyHeld = false)
    {
        ReleaseVerdict verdict = AllocationRules.Release(State, Find(id), admission, onlyHeld);
        if (verdict == ReleaseVerdict.Remove)
        {
            Rows.Remove(id);
        }

        return verdict;
    }

    public bool Lower(string id, ResourceAmounts amounts, long change) => AllocationRules.Lower(State, Find(id), amounts, change) != ReleaseVerdict.Nothing;

    public ReconciliationResult Reconcile(string source, long mark, params (string Id, ResourceAmounts Amounts)[] seen) =>
        Reconcile(new AllocationObservation(source, Some.Mark(mark), seen.Select(s => new ObservedAllocation(s.Id, s.Amounts))));

    public ReconciliationResult Reconcile(AllocationObservation observation)
    {
        ReconciliationStep step = ReconcileRules.Reconcile(State, Rows.Values.ToList(), observation.Allocations, observation, Now);
        foreach (AllocationState removed in step.Removed)
        {
            Rows.Remove(removed.Id);
        }

        foreach (AllocationState written in step.Written)
        {
            Rows[written.Id] = written;
        }

        return step.Result;
    }

    /// <summary>Committed and held of one resource, in its steps.</summary>
    public (long Total, long Held) Of(string resource) => (State[resource].Total, State[resource].Held);

    /// <summary>What is kept is what the rows come to.</summary>
    public void ShouldBeExact() => Deviations().Should().BeEmpty();

    public IReadOnlyList<LedgerDeviation> Deviations() => RecomputeRules.Recompute(Clone().State, Rows.Values);

    public RuleLedger Clone()
    {
        RuleLedger copy = new(State.Quotas) { Now = Now };
        copy.State.Status = State.Status;
        copy.State.Grace = State.Grace;
        copy.State.Change = State.Change;
        copy.State.Held = State.Held;
        copy.State.Committed = State.Committed;
        foreach (string resource in ResourceSteps.Known.Concat(State.OtherResources))
        {
            copy.State[resource] = State[resource];
        }

        copy.State.Advance(Now);
        foreach (AllocationState row in Rows.Values)
        {
            copy.Rows[row.Id] = new AllocationState
            {
                Id = row.Id,
                Amounts = row.Amounts,
                Source = row.Source,
                Namespace = row.Namespace,
                Labels = row.Labels,
                Admission = row.Admission,
                Change = row.Change,
                CreatedTicks = row.CreatedTicks,
                SinceTicks = row.SinceTicks,
                ExpiresTicks = row.ExpiresTicks,
                IsAdopted = row.IsAdopted,
                Growth = row.Growth,
                GrownBy = row.GrownBy,
            };
        }

        return copy;
    }

    /// <summary>Everything there is, as text: two ledgers that say the same are the same.</summary>
    public override string ToString() => string.Join('\n', [
        $"{State.Uid} {State.Status} {State.Change} {State.Held} {State.Committed}",
        .. ResourceSteps.Known.Concat(State.OtherResources.Order(StringComparer.Ordinal)).Select(r => $"{r} {State[r]}"),
        .. Rows.Values.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r =>
            $"{r.Id} {r.Amounts} {r.Source} {r.Namespace} {r.Admission} {r.Change} {r.CreatedTicks} {r.ExpiresTicks} {r.IsAdopted} {r.Growth} {r.GrownBy}"),
    ]);

    private AdmissionVerdict Written(AdmissionVerdict verdict)
    {
        if (verdict.Allocation is { } allocation)
        {
            Rows[allocation.Id] = allocation;
        }

        return verdict;
    }
}
