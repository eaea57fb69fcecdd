using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// One step over one tenant's ledger, under its lock: what the rules decide over, swept and as of the store's time; and what is to be
/// written of it. Disposed before it commits, it changes nothing.
/// </summary>
internal sealed class LedgerStep : IAsyncDisposable
{
    private readonly TenancyDatabase _database;
    private readonly StoredLedger _ledger;
    private readonly TenancyStep _step;
    private readonly Dictionary<string, AllocationState> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AllocationState> _written = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly List<UsageRecord> _usage = [];

    private LedgerStep(TenancyDatabase database, StoredLedger ledger, TenancyStep step) => (_database, _ledger, _step) = (database, ledger, step);

    public LedgerState State => _ledger.State;

    public DateTimeOffset Now => _step.Now;

    /// <summary>Whether more may have ended than one step sweeps.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The allocation that the step is about, if it is live.</summary>
    public AllocationState? Live { get; private set; }

    /// <summary>When the first of the tenant's leases ends; null when it has none.</summary>
    public DateTimeOffset? NextLeaseEndsAt { get; private set; }

    /// <summary>Locks and reads, in one round trip where the database can.</summary>
    /// <param name="database">The database.</param>
    /// <param name="context">The context to work with.</param>
    /// <param name="settings">What the step goes by.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="allocationId">What the step is about; null for no one allocation.</param>
    /// <param name="reading">What is to be read beside, under the lock.</param>
    /// <param name="onRow">Gets the rows of that, see <see cref="TenancyDatabase.BeginStepAsync"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Null when there is no such tenant, or another.</returns>
    public static async ValueTask<LedgerStep?> FindAsync(
        TenancyDatabase database,
        TenancyDbContext context,
        LedgerSettings settings,
        TenantReference tenant,
        string? allocationId,
        IReadOnlyList<TenancyStatement> reading,
        Action<int, DbDataReader> onRow,
        CancellationToken cancellationToken)
    {
        StoredLedger ledger = new(settings.Thresholds);
        LedgerSql sql = database.Ledgers;
        List<AllocationState> ended = [];
        AllocationState? found = null;
        long? nextEnd = null;
        List<TenancyStatement> own = [LedgerSql.Resources(tenant.Id), sql.Ended(tenant.Id), sql.NextEnd(tenant.Id)];
        if (allocationId is not null)
        {
            own.Add(AllocationSql.ById(tenant.Id, allocationId));
        }

        int first = 1 + own.Count;
        TenancyStep step = await database.BeginStepAsync(context, [sql.Lock(tenant.Id)], [.. own, .. reading], OnRow, cancellationToken).ConfigureAwait(false);
        LedgerStep begun = new(database, ledger, step) { HasMore = ended.Count >= AllocationRules.SweepLimit };
        try
        {
            if (!ledger.IsFound || !tenant.Names(ledger.State.Uid))
            {
                await begun.DisposeAsync().ConfigureAwait(false);
                return null;
            }

            ledger.Complete();
            ledger.State.Advance(step.Now);
            ledger.State.OnUsage = settings.IsMetering ? begun._usage.Add : null;
            begun.Sweep(ended, found, nextEnd);
            return begun;
        }
        catch
        {
            await begun.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        void OnRow(int statement, DbDataReader reader)
        {
            switch (statement)
            {
                case 0:
                    ledger.ReadLedger(reader);
                    break;
                case 1:
                    ledger.ReadResource(reader);
                    break;
                case 2:
                    ended.Add(AllocationSql.Read(reader));
                    break;
                case 3:
                    nextEnd = reader.GetInt64OrNull(0);
                    break;
                case 4 when allocationId is not null:
                    found = AllocationSql.Read(reader);
                    break;
                default:
                    onRow(statement - first, reader);
                    break;
            }
        }
    }

    /// <summary>As <see cref="FindAsync"/>.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant, or another.</exception>
    public static async ValueTask<LedgerStep> BeginAsync(
        TenancyDatabase database,
        TenancyDbContext context,
        LedgerSettings settings,
        TenantReference tenant,
        string? allocationId,
        IReadOnlyList<TenancyStatement> reading,
        Action<int, DbDataReader> onRow,
        CancellationToken cancellationToken) =>
        await FindAsync(database, context, settings, tenant, allocationId, reading, onRow, cancellationToken).ConfigureAwait(false)
        ?? throw new TenantNotFoundException(tenant.Id);

    /// <summary>Reads more under the lock.</summary>
    public ValueTask ReadAsync(TenancyStatement statement, Action<DbDataReader> onRow, CancellationToken cancellationToken) =>
        _step.ExecuteAsync([statement], (_, reader) => onRow(reader), cancellationToken);

    /// <summary>Takes in what was read of the tenant's allocations, and sweeps what of it has ended.</summary>
    /// <returns>Those that are live, each as the one object there is of it.</returns>
    public List<AllocationState> TakeIn(IEnumerable<AllocationState> kept)
    {
        List<AllocationState> live = [];
        foreach (AllocationState read in kept)
        {
            if (!_removed.Contains(read.Id) && Swept(_stored.GetValueOrDefault(read.Id) ?? read) is { } one)
            {
                live.Add(one);
            }
        }

        return live;
    }

    /// <summary>What was read of the tenant's allocations, as the step's sweep has left it; what it did not sweep counts, ended or not.</summary>
    public IEnumerable<AllocationState> AsSwept(IEnumerable<AllocationState> kept) =>
        kept.Where(a => !_removed.Contains(a.Id)).Select(a => _stored.GetValueOrDefault(a.Id) ?? a);

    public void Write(AllocationState allocation)
    {
        _removed.Remove(allocation.Id);
        _written[allocation.Id] = allocation;
    }

    public void Remove(AllocationState allocation)
    {
        _written.Remove(allocation.Id);
        _removed.Add(allocation.Id);
    }

    /// <summary>Judges what the step has come to, and writes and commits all of it.</summary>
    /// <param name="changes">What to record before the crossings; they are given the store's time and the tenant's uid.</param>
    /// <param name="mayReport">Whether crossings are reported.</param>
    /// <param name="more">What is to be written beside, before the events.</param>
    public async ValueTask<IReadOnlyList<TenancyEvent>> CommitAsync(
        IReadOnlyList<TenancyEvent> changes, bool mayReport, IReadOnlyList<TenancyStatement>? more = null)
    {
        IReadOnlyList<TenancyEvent> crossings = State.Judge(Now, mayReport);
        List<TenancyStatement> statements = [];
        WriteAllocations(statements);
        statements.AddRange(UsageSql.Insert(_usage));
        _ledger.Write(statements);
        statements.AddRange(more ?? []);
        TenancyEvent[] events = [.. changes.Select(c => c.At(Now) with { TenantUid = State.Uid }), .. crossings];
        return await CommitAsync(statements, events).ConfigureAwait(false);
    }

    /// <summary>Writes and commits statements of the caller's own, and no more of the ledger.</summary>
    public async ValueTask<IReadOnlyList<TenancyEvent>> CommitAsync(List<TenancyStatement> statements, IReadOnlyList<TenancyEvent> events)
    {
        if (statements.Count == 0 && events.Count == 0)
        {
            // Nothing to write: taking back is letting go.
            return [];
        }

        int last = _database.AppendTo(statements, events);
        long sequence = 0;
        await _step.CommitAsync(statements, (i, reader) => sequence = i == last ? reader.GetInt64(0) : sequence).ConfigureAwait(false);
        if (events.Count > 0)
        {
            _database.EventsAppended();
        }

        return TenancyDatabase.Recorded(events, sequence);
    }

    public ValueTask DisposeAsync() => _step.DisposeAsync();

    private void WriteAllocations(List<TenancyStatement> statements)
    {
        List<string> gone = [.. _removed.Where(_stored.ContainsKey)];
        if (gone.Count > 0)
        {
            statements.Add(AllocationSql.Delete(State.TenantId, gone));
        }

        foreach (AllocationState allocation in _written.Values)
        {
            statements.Add(_stored.ContainsKey(allocation.Id)
                ? AllocationSql.Update(allocation, State.TenantId, State.Uid)
                : AllocationSql.Insert(allocation, State.TenantId, State.Uid));
        }
    }

    private void Sweep(List<AllocationState> ended, AllocationState? found, long? nextEnd)
    {
        TakeIn(ended);
        Live = found is null ? null : TakeIn([found]).SingleOrDefault();
        IEnumerable<long> ends = _written.Values.Select(a => a.EndsTicks).Where(t => t != AllocationState.Never);
        NextLeaseEndsAt = Ticks.ToTime(nextEnd is { } next ? ends.Append(next).Min() : ends.Cast<long?>().Min());
    }

    private AllocationState? Swept(AllocationState allocation)
    {
        bool isNew = _stored.TryAdd(allocation.Id, allocation);
        if (!isNew || allocation.EndsTicks > Now.UtcTicks)
        {
            return allocation;
        }

        if (AllocationRules.Sweep(State, allocation, Now))
        {
            Remove(allocation);
            return null;
        }

        Write(allocation);
        return allocation;
    }
}
