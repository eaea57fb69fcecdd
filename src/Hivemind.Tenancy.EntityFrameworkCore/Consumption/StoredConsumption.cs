using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A <see cref="ConsumptionState"/> as it was read, and the statements that write what has become of it since.</summary>
internal sealed class StoredConsumption(IReadOnlyList<int> thresholds)
{
    private readonly List<MeterState> _meters = [];
    private readonly List<ConsumptionWindow> _closed = [];
    private readonly Dictionary<string, ConsumptionEntry> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<WindowChange, long> _sums = [];
    private ConsumptionState? _state;
    private string? _budgets;

    public ConsumptionState State => _state!;

    /// <summary>Whether there is such a tenant.</summary>
    public bool Is(in TenantReference tenant) => _state is not null && tenant.Names(_state.Uid);

    /// <summary>The tenant's ledger.</summary>
    public void ReadLedger(DbDataReader reader) => _state = new ConsumptionState(
        TenantId.Parse(reader.GetString(0)), TenantUid.Parse(reader.GetString(1)), thresholds)
    {
        Status = (TenantStatus)reader.GetInt32(2),
    };

    /// <summary>Of a ledger that was read elsewhere.</summary>
    public void Begin(LedgerState ledger) => _state = new ConsumptionState(ledger.TenantId, ledger.Uid, thresholds) { Status = ledger.Status };

    public void ReadBudgets(DbDataReader reader) => _budgets = reader.GetStringOrNull(0);

    public void ReadMeter(DbDataReader reader) => _meters.Add(ConsumptionSql.ReadMeter(reader));

    /// <summary>When all rows are read; what is needed beside, because a budget's window was changed, is read now.</summary>
    /// <param name="now">The store's time.</param>
    /// <param name="read">Reads more as of the same moment.</param>
    public async ValueTask CompleteAsync(DateTimeOffset now, Func<TenancyStatement, Action<DbDataReader>, ValueTask> read)
    {
        State.Budgets = TenantMapping.ReadBudgets(_budgets);
        State.OnClosed = _closed.Add;
        State.SumClosed = change => _sums.GetValueOrDefault(change);
        _meters.ForEach(State.Add);
        foreach (WindowChange change in ConsumptionRules.Changed(State, now))
        {
            await read(
                ConsumptionSql.ReachingInto(State.Uid, change),
                reader => Sum(change, ConsumptionSql.ReadWindow(reader))).ConfigureAwait(false);
        }
    }

    public void Write(ConsumptionEntry entry) => _written[entry.Id] = entry;

    /// <summary>What differs from what was read.</summary>
    public List<TenancyStatement> Writes() =>
    [
        .. State.Meters.Where(m => m.IsChanged).Select(m => ConsumptionSql.Write(State.TenantId, m)),
        .. _written.Values.Select(e => ConsumptionSql.Write(State.TenantId, e)),
        .. _closed.Select(ConsumptionSql.Write),
    ];

    /// <summary>The windows that are closed when the tenant goes.</summary>
    public IEnumerable<TenancyStatement> Close(DateTimeOffset now)
    {
        ConsumptionRules.Close(State, now);
        return _closed.Select(ConsumptionSql.Write);
    }

    private void Sum(WindowChange change, ConsumptionWindow window)
    {
        if (change.Covers(window))
        {
            _sums[change] = _sums.GetValueOrDefault(change) + window.Used;
        }
    }
}
