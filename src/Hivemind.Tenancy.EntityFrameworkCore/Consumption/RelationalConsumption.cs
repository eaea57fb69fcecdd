namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The verbs over what tenants use up.</summary>
internal sealed class RelationalConsumption(TenancyDatabase database, IReadOnlyList<int> thresholds)
{
    public ValueTask<ConsumptionOutcome> ConsumeAsync(ConsumptionRequest request, CancellationToken cancellationToken) => DecideAsync(
        request,
        step => ConsumptionRules.Consume(step.State, step.Before, request.Amounts, request.Id, step.Now),
        (step, _, outcome) => outcome with { Tightest = ConsumptionRules.Tightest(step.State, request.Amounts, step.Now) },
        cancellationToken);

    public ValueTask<ConsumptionOutcome> HoldAsync(ConsumptionRequest request, TimeSpan lease, CancellationToken cancellationToken) => DecideAsync(
        request,
        step => ConsumptionRules.Hold(step.State, step.Before, request.Amounts, request.Id!, lease, step.Now),
        (_, verdict, outcome) => verdict.OfHold(outcome),
        cancellationToken);

    public ValueTask<ConsumptionOutcome> SettleAsync(ConsumptionRequest request, CancellationToken cancellationToken) => DecideAsync(
        request,
        step => ConsumptionRules.Settle(step.State, step.Before, request.Id!, request.Amounts, step.Now),
        (step, _, outcome) => outcome with { Usages = ConsumptionRules.Usage(step.State, request.Amounts, step.Now) },
        cancellationToken);

    public ValueTask<ConsumptionOutcome> CorrectAsync(ConsumptionRequest request, ConsumptionCorrected change, CancellationToken cancellationToken) => DecideAsync(
        request,
        step => ConsumptionRules.Correct(step.State, step.Before, request.Amounts, request.Id!, step.Now),
        (_, verdict, outcome) => outcome with { Booked = BookedBy(verdict) },
        cancellationToken,
        verdict => verdict.Entry is null ? [] : [change with { Booked = BookedBy(verdict) }]);

    public ValueTask<bool> ReleaseAsync(TenantReference tenant, string id, long number, CancellationToken cancellationToken) => database.RunAsync(
        async (context, token) =>
        {
            ConsumptionStep? found = await ConsumptionStep.FindAsync(database, context, thresholds, tenant, id, token).ConfigureAwait(false);
            if (found is not { } step)
            {
                return false;
            }

            await using (step.ConfigureAwait(false))
            {
                bool isReleased = ConsumptionRules.Release(step.State, step.Before, number, step.Now);
                if (isReleased)
                {
                    step.Write(step.Before!);
                }

                await step.CommitAsync().ConfigureAwait(false);
                return isReleased;
            }
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<BudgetUsage>> GetBudgetsAsync(TenantReference tenant, CancellationToken cancellationToken) => database.ReadSnapshotAsync(
        async (context, token) =>
        {
            DateTimeOffset now = await database.ReadTimeAsync(context, token).ConfigureAwait(false);
            StoredConsumption? stored = await FindAsync(context, tenant, now, token).ConfigureAwait(false);
            return stored is null ? throw new TenantNotFoundException(tenant.Id) : ConsumptionRules.Usage(stored.State, now);
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<ConsumptionWindow>> ReadAsync(TenantReference tenant, ConsumptionQuery query, CancellationToken cancellationToken) => database.ReadSnapshotAsync<IReadOnlyList<ConsumptionWindow>>(
        async (context, token) =>
        {
            DateTimeOffset now = await database.ReadTimeAsync(context, token).ConfigureAwait(false);
            StoredConsumption? stored = await FindAsync(context, tenant, now, token).ConfigureAwait(false);
            TenantUid uid = stored?.State.Uid ?? tenant.Uid ?? throw new TenantNotFoundException(tenant.Id);

            // What ended since the last step is closed in the copy, and written by the next one.
            List<ConsumptionWindow> windows = [];
            if (stored is not null)
            {
                stored.State.OnClosed = windows.Add;
                windows.AddRange(ConsumptionRules.Open(stored.State, now));
            }

            windows = [.. windows.Where(query.Matches)];
            await database.ExecuteAsync(
                context, [ConsumptionSql.Closed(uid, query)], now, (_, reader) => windows.Add(ConsumptionSql.ReadWindow(reader)), token).ConfigureAwait(false);
            return [.. windows.Order(Comparer<ConsumptionWindow>.Create(ConsumptionQuery.Compare)).Take(query.Limit)];
        },
        cancellationToken);

    public ValueTask<int> TrimAsync(TimeSpan? retain, CancellationToken cancellationToken) => database.WriteAsync(
        async (context, token) =>
        {
            DateTimeOffset now = await database.ReadTimeAsync(context, token).ConfigureAwait(false);
            int removed = await TenancyDatabase.ChangeAsync(context, ConsumptionSql.TrimIds(now, database.RowLockIfFree), token).ConfigureAwait(false);
            return retain is { } age
                ? removed + await TenancyDatabase.ChangeAsync(context, ConsumptionSql.TrimWindows(now - age, database.RowLockIfFree), token).ConfigureAwait(false)
                : removed;
        },
        cancellationToken);

    private static ConsumptionAmounts BookedBy(in ConsumptionVerdict verdict) => (verdict.Entry ?? verdict.Replayed)!.Booked!;

    /// <summary>What is short while more holds have ended commits the sweep, lets go of the lock, and is decided again.</summary>
    private async ValueTask<ConsumptionOutcome> DecideAsync(
        ConsumptionRequest request,
        Func<ConsumptionStep, ConsumptionVerdict> decide,
        Func<ConsumptionStep, ConsumptionVerdict, ConsumptionOutcome, ConsumptionOutcome> answer,
        CancellationToken cancellationToken,
        Func<ConsumptionVerdict, IReadOnlyList<TenancyEvent>>? changes = null)
    {
        List<TenancyEvent> told = [];
        while (true)
        {
            (ConsumptionOutcome outcome, bool isDecided) = await database.RunAsync(
                async (context, token) =>
                {
                    ConsumptionStep step = await ConsumptionStep.FindAsync(
                        database, context, thresholds, request.Tenant, request.Id, token).ConfigureAwait(false) ?? throw new TenantNotFoundException(request.Tenant.Id);
                    await using (step.ConfigureAwait(false))
                    {
                        ConsumptionVerdict verdict = decide(step);
                        if (verdict.Entry is { } entry)
                        {
                            step.Write(entry);
                        }

                        IReadOnlyList<TenancyEvent> events = await step.CommitAsync([.. changes?.Invoke(verdict) ?? []]).ConfigureAwait(false);
                        ConsumptionOutcome outcome = new(verdict.Decision, step.State.Uid, events) { IsReplayed = verdict.Replayed is not null };
                        return (answer(step, verdict, outcome), verdict.Decision.IsAdmitted || !step.HasMore);
                    }
                },
                cancellationToken).ConfigureAwait(false);
            told.AddRange(outcome.Events);
            if (isDecided)
            {
                return outcome with { Events = told };
            }
        }
    }

    /// <summary>What a tenant uses up, as of the snapshot; null when there is no such tenant, or another.</summary>
    private async ValueTask<StoredConsumption?> FindAsync(TenancyDbContext context, TenantReference tenant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        StoredConsumption stored = new(thresholds);
        List<ConsumptionEntry> ended = [];
        await database.ExecuteAsync(
            context,
            [LedgerSql.Find(tenant.Id), ConsumptionSql.Budgets(tenant.Id), ConsumptionSql.Meters(tenant.Id), ConsumptionSql.Ended(tenant.Id, now)],
            now,
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
                    default:
                        ended.Add(ConsumptionSql.ReadEntry(reader));
                        break;
                }
            },
            cancellationToken).ConfigureAwait(false);
        if (!stored.Is(tenant))
        {
            return null;
        }

        await stored.CompleteAsync(
            now, (statement, onRow) => database.ExecuteAsync(context, [statement], now, (_, reader) => onRow(reader), cancellationToken)).ConfigureAwait(false);
        ended.ForEach(e => ConsumptionRules.Sweep(stored.State, e, now));
        return stored;
    }
}
