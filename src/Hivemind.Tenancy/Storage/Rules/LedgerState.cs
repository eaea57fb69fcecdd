using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// What decisions over one tenant read, each once, and as a store keeps it: the row that is the tenant's lock. Totals are kept by the
/// step that changes them, never made anew, so that a step costs the same whatever the tenant holds. Not thread-safe: loaded, decided
/// over by the rules, and written under the tenant's lock.
/// </summary>
public sealed class LedgerState
{
    private readonly IReadOnlyList<int> _percents;
    private ResourceTotals _totals;
    private Thresholds _thresholds;
    private EffectiveLimits? _limits;
    private bool _isGraceApplied;
    private DateTimeOffset? _now;

    /// <summary>Makes an empty ledger.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="uid">Which of that id.</param>
    /// <param name="thresholds">See <see cref="HivemindTenancyOptions.ResolveQuotaThresholds"/>.</param>
    public LedgerState(TenantId tenantId, TenantUid uid, IReadOnlyList<int> thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        TenantId = tenantId;
        Uid = uid;
        _percents = thresholds;
    }

    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; }

    /// <summary>Which of that id.</summary>
    public TenantUid Uid { get; }

    /// <summary>Its status.</summary>
    public TenantStatus Status { get; set; }

    /// <summary>Its quotas.</summary>
    public ResourceQuotas Quotas
    {
        get;
        set
        {
            if (!ReferenceEquals(field, value))
            {
                field = value;
                _limits = null;
            }
        }
    } = ResourceQuotas.Unlimited;

    /// <summary>Its grace, ended or not; null for none.</summary>
    public QuotaGrace? Grace
    {
        get;
        set
        {
            field = value;
            _limits = null;
        }
    }

    /// <summary>Given each usage record as it is closed, which the store writes in the same step; null when nothing is metered.</summary>
    public Action<UsageRecord>? OnUsage { get; set; }

    /// <summary>How many changes its allocations have seen: what marks and admissions are numbers of.</summary>
    public long Change { get; set; }

    /// <summary>How many allocations are held for a lease.</summary>
    public int Held { get; set; }

    /// <summary>How many allocations are committed.</summary>
    public int Committed { get; set; }

    /// <summary>The resources beside the known ones of which something counts or a threshold stands, in no order.</summary>
    public IEnumerable<string> OtherResources => _totals.OtherNames.Union(_thresholds.OtherNames);

    /// <summary>
    /// The largest share of a limit that counts, in thousandths, as of the last step: what tenants are sorted by, worst first. A
    /// resource that counts under a limit of 0 is <see cref="int.MaxValue"/>.
    /// </summary>
    public int Share => UsageRules.Share(this);

    internal EffectiveLimits Limits => _limits ?? throw new InvalidOperationException("Advance comes first.");

    internal ref readonly ResourceTotals Totals => ref _totals;

    /// <summary>Whether the grace is in force, as of the last <see cref="Advance"/>.</summary>
    internal bool IsGraceApplied => _isGraceApplied;

    /// <summary>What is kept of one resource: a store reads all of <see cref="ResourceSteps.Known"/> and <see cref="OtherResources"/>, and sets what it has kept.</summary>
    public ResourceState this[string resource]
    {
        get
        {
            ResourceTotal total = _totals.Of(resource);
            (int threshold, long firedTicks) = _thresholds[resource];
            return new ResourceState(total.Total, total.Held, threshold, firedTicks);
        }

        set
        {
            _totals.Set(resource, new ResourceTotal(value.Total, value.Held));
            _thresholds[resource] = (value.Threshold, value.FiredTicks);
        }
    }

    /// <summary>Brings the limits up to the quotas and the grace of <paramref name="now"/>, the time of the step: every step begins with it.</summary>
    [MemberNotNull(nameof(_limits))]
    public void Advance(DateTimeOffset now)
    {
        _now = now;
        bool isGrace = Grace is not null && now < Grace.Until;
        if (_limits is null || isGrace != _isGraceApplied)
        {
            _limits = new EffectiveLimits(Quotas, isGrace ? Grace!.Ceiling : ResourceAmounts.None);
            _isGraceApplied = isGrace;
            _thresholds.Forget();
        }
    }

    /// <summary>
    /// Judges what a step has come to: every step that changes totals or limits ends with it. Thresholds that are no longer reached
    /// re-arm; the highest of each resource that is reached anew is returned, at most once a minute.
    /// </summary>
    /// <param name="now">The store's time.</param>
    /// <param name="mayReport">Whether the step records events; otherwise what is reached is left to the next that does.</param>
    /// <returns>The crossings to record.</returns>
    public IReadOnlyList<TenancyEvent> Judge(DateTimeOffset now, bool mayReport)
    {
        Advance(now);
        return _thresholds.Judge(_percents, _totals, _limits, (TenantId, Uid), now, mayReport) ?? (IReadOnlyList<TenancyEvent>)[];
    }

    /// <summary>Raises the number of changes, which becomes that of the allocation: what was decided on an older one is void.</summary>
    internal long Touch(AllocationState allocation) => allocation.Change = ++Change;

    /// <summary>Counts an allocation.</summary>
    internal void Add(AllocationState allocation)
    {
        _totals.Add(allocation.Amounts, held: !allocation.IsCommitted);
        if (allocation.Growth is { } growth)
        {
            _totals.Add(growth.Extra, held: true);
        }

        Count(allocation, 1);
    }

    /// <summary>Counts an allocation no longer as it was: what it held up to now is metered.</summary>
    internal void Remove(AllocationState allocation)
    {
        Meter(allocation);
        Uncount(allocation);
    }

    /// <summary>Closes what an allocation has held up to now: whatever changes what counts comes after it.</summary>
    internal void Meter(AllocationState allocation) => allocation.SinceTicks = MeterRules.Close(
        allocation, TenantId, Uid, _now ?? throw new InvalidOperationException("Advance comes first."), OnUsage);

    /// <summary>Counts an allocation no longer, of which a step has yet to decide.</summary>
    internal void Uncount(AllocationState allocation)
    {
        _totals.Remove(allocation.Amounts, held: !allocation.IsCommitted);
        if (allocation.Growth is { } growth)
        {
            _totals.Remove(growth.Extra, held: true);
        }

        Count(allocation, -1);
    }

    /// <summary>What was held is committed.</summary>
    internal void Commit(AllocationState hold)
    {
        Meter(hold);
        _totals.Commit(hold.Amounts);
        Held--;
        Committed++;
    }

    private void Count(AllocationState allocation, int sign)
    {
        if (allocation.IsCommitted)
        {
            Committed += sign;
        }
        else
        {
            Held += sign;
        }
    }
}
