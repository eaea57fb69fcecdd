namespace Hivemind.Tenancy.Storage;

/// <summary>
/// What decisions over a tenant's budgets read, and what becomes of it. Loaded, decided over by <see cref="ConsumptionRules"/>, and written under
/// the tenant's lock. Not thread-safe.
/// </summary>
public sealed class ConsumptionState
{
    private readonly Dictionary<string, MeterState> _meters = new(StringComparer.Ordinal);
    private List<TenancyEvent>? _crossings;

    /// <summary>Makes the state of a tenant of which nothing is counted yet.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="uid">Which of that id.</param>
    /// <param name="thresholds">See <see cref="HivemindTenancyOptions.ResolveQuotaThresholds"/>.</param>
    public ConsumptionState(TenantId tenantId, TenantUid uid, IReadOnlyList<int> thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        (TenantId, Uid, Thresholds) = (tenantId, uid, thresholds);
    }

    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; }

    /// <summary>Which of that id.</summary>
    public TenantUid Uid { get; }

    /// <summary>Its status.</summary>
    public TenantStatus Status { get; set; }

    /// <summary>Its budgets.</summary>
    public IReadOnlyDictionary<string, ConsumptionBudget> Budgets
    {
        get;
        set
        {
            if (!ReferenceEquals(field, value))
            {
                field = value;
                foreach (MeterState meter in _meters.Values)
                {
                    meter.Budget = value.GetValueOrDefault(meter.Meter);
                }
            }
        }
    } = ValueMap<ConsumptionBudget>.Empty;

    /// <summary>What is kept of each meter.</summary>
    public IReadOnlyCollection<MeterState> Meters => _meters.Values;

    /// <summary>Is given each window as it is closed, which the store writes in the same step; null where nothing is written.</summary>
    public Action<ConsumptionWindow>? OnClosed { get; set; }

    /// <summary>
    /// Says what was used of a meter in its closed windows that a change covers, see <see cref="WindowChange.Covers"/>: asked for when a
    /// budget's window was changed, see <see cref="ConsumptionRules.Changed"/>. Null for nothing.
    /// </summary>
    public Func<WindowChange, long>? SumClosed { get; set; }

    internal IReadOnlyList<int> Thresholds { get; }

    /// <summary>Puts in what is kept of a meter.</summary>
    public void Add(MeterState meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        meter.Budget = Budgets.GetValueOrDefault(meter.Meter);
        _meters[meter.Meter] = meter;
    }

    /// <summary>The threshold crossings since this was last asked.</summary>
    public IReadOnlyList<TenancyEvent> TakeCrossings()
    {
        IReadOnlyList<TenancyEvent> crossings = _crossings ?? (IReadOnlyList<TenancyEvent>)[];
        _crossings = null;
        return crossings;
    }

    internal MeterState? Find(string meter) => _meters.GetValueOrDefault(meter);

    internal void Cross(TenancyEvent crossing) => (_crossings ??= []).Add(crossing);
}
