namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// One step over what a tenant uses up, under the lock of its ledger: what the rules decide over, swept and as of the store's time. Disposed
/// before it commits, it changes nothing.
/// </summary>
internal sealed class ConsumptionStep : IAsyncDisposable
{
    private readonly TenancyDatabase _database;
    private readonly StoredConsumption _stored;
    private readonly TenancyStep _step;

    private ConsumptionStep(TenancyDatabase database, StoredConsumption stored, TenancyStep step) => (_database, _stored, _step) = (database, stored, step);

    public ConsumptionState State => _stored.State;

    public DateTimeOffset Now => _step.Now;

    /// <summary>Whether more holds may have ended than one step sweeps.</summary>
    public bool HasMore { get; private set; }

    /// <summary>What was done under the id that the step is about.</summary>
    public ConsumptionEntry? Before { get; private set; }

    /// <summary>Locks and reads, in one round trip where the database can.</summary>
    /// <returns>Null when there is no such tenant, or another.</returns>
    public static async ValueTask<ConsumptionStep?> FindAsync(
        TenancyDatabase database, TenancyDbContext context, IReadOnlyList<int> thresholds, TenantReference tenant, string? id, CancellationToken cancellationToken)
    {
        StoredConsumption stored = new(thresholds);
        List<ConsumptionEntry> ended = [];
        ConsumptionEntry? found = null;
        List<TenancyStatement> reading =
            [ConsumptionSql.Budgets(tenant.Id), ConsumptionSql.Meters(tenant.Id), ConsumptionSql.Ended(tenant.Id, database.Now)];
        if (id is not null)
        {
            reading.Add(ConsumptionSql.ById(tenant.Id, id));
        }

        TenancyStep step = await database.BeginStepAsync(
            context,
            [database.Ledgers.Lock(tenant.Id)],
            reading,
            (statement, reader) =>
            {
                switch (statement)
                {
                    case 0:
                        stored.ReadLedger(reader);
                        break;
                    case 1:
                        stored.ReadBudgets(reader);
                        break;
                    case 2:
                        stored.ReadMeter(reader);
                        break;
                    case 3:
                        ended.Add(ConsumptionSql.ReadEntry(reader));
                        break;
                    default:
                        found = ConsumptionSql.ReadEntry(reader);
                        break;
                }
            },
            cancellationToken).ConfigureAwait(false);
        ConsumptionStep begun = new(database, stored, step) { HasMore = ended.Count >= ConsumptionRules.SweepLimit };
        try
        {
            if (!stored.Is(tenant))
            {
                await begun.DisposeAsync().ConfigureAwait(false);
                return null;
            }

            await stored.CompleteAsync(
                step.Now, (statement, onRow) => step.ExecuteAsync([statement], (_, reader) => onRow(reader), cancellationToken)).ConfigureAwait(false);
            begun.Sweep(ended, found);
            return begun;
        }
        catch
        {
            await begun.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void Write(ConsumptionEntry entry) => _stored.Write(entry);

    /// <summary>Writes and commits what the step has come to, the changes before the crossings.</summary>
    public async ValueTask<IReadOnlyList<TenancyEvent>> CommitAsync(params IReadOnlyList<TenancyEvent> changes)
    {
        List<TenancyStatement> statements = _stored.Writes();
        TenancyEvent[] events = [.. changes.Select(c => c.At(Now) with { TenantUid = State.Uid }), .. State.TakeCrossings()];
        if (statements.Count == 0 && events.Length == 0)
        {
            // Nothing to write: taking back is letting go.
            return [];
        }

        int last = _database.AppendTo(statements, events);
        long sequence = 0;
        await _step.CommitAsync(statements, (i, reader) => sequence = i == last ? reader.GetInt64(0) : sequence).ConfigureAwait(false);
        if (events.Length > 0)
        {
            _database.EventsAppended();
        }

        return TenancyDatabase.Recorded(events, sequence);
    }

    public ValueTask DisposeAsync() => _step.DisposeAsync();

    private void Sweep(List<ConsumptionEntry> ended, ConsumptionEntry? found)
    {
        Before = found;
        foreach (ConsumptionEntry hold in ended)
        {
            // Each as the one object there is of it.
            ConsumptionEntry one = hold.Id == found?.Id ? found : hold;
            if (ConsumptionRules.Sweep(State, one, Now))
            {
                Write(one);
            }
        }

        if (found is { IsLive: true } && ConsumptionRules.Sweep(State, found, Now))
        {
            Write(found);
        }
    }
}
