namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The verbs that add, update and remove tenants. Each takes the ledger first.</summary>
internal sealed class RelationalTenantWriter(TenancyDatabase database, LedgerSettings settings)
{
    public ValueTask<TenantWritten> AddAsync(
        Tenant tenant, TenancyEvent change, IdempotencyKey? key, CancellationToken cancellationToken) => WriteUniqueAsync(
        async (context, token) =>
        {
            bool isAdded = false;
            TakenNames taken = new(tenant);
            AddedBefore? before = key is null ? null : new AddedBefore(key, tenant.Id);
            NamedPlan plan = new(database, tenant.Plan);
            int ofPlan = 1 + plan.Locking.Count;
            int ofNames = ofPlan + plan.Reading.Count;
            int ofKey = ofNames + taken.Statements.Count;
            StoredLedger ledger = new(settings.Thresholds, tenant);
            TenancyStep step = await database.BeginStepAsync(
                context,
                [ledger.Insert(), .. plan.Locking],
                [.. plan.Reading, .. taken.Statements, .. before?.Statements ?? []],
                (i, reader) =>
                {
                    isAdded |= i == 0;
                    if (i >= ofPlan && i < ofNames)
                    {
                        plan.Read(reader);
                    }
                    else if (i < ofKey)
                    {
                        taken.Read(i - ofNames, reader);
                    }
                    else
                    {
                        before!.Read(i - ofKey, reader);
                    }
                },
                token).ConfigureAwait(false);
            await using (step.ConfigureAwait(false))
            {
                if (before?.Replay(step.Now) is { } replayed)
                {
                    return replayed;
                }

                if (!isAdded)
                {
                    throw new TenantConflictException(TenantConflictKind.Id, tenant.Id.Value);
                }

                taken.EnsureNone();
                plan.EnsureExists();
                Tenant added = tenant with { CreatedAt = step.Now, UpdatedAt = step.Now };
                List<TenancyStatement> statements = [TenantMapping.Insert(added), .. NamespaceSql.Add(added.Id, added.Namespaces), .. before?.Writes(added) ?? []];
                ledger.WriteResources(statements);
                TenancyEvent[] events = [change.At(step.Now) with { TenantUid = added.Uid }];
                int last = database.AppendTo(statements, events);
                long sequence = 0;
                await step.CommitAsync(statements, (i, reader) => sequence = i == last ? reader.GetInt64(0) : sequence).ConfigureAwait(false);
                database.EventsAppended();
                return new TenantWritten(added, TenancyDatabase.Recorded(events, sequence));
            }
        },
        cancellationToken);

    public ValueTask<TenantWritten> UpdateAsync(
        Tenant tenant, long expectedVersion, bool onlyIfIdle, TenancyEvent change, CancellationToken cancellationToken) => WriteUniqueAsync(
        async (context, token) =>
        {
            TakenNames taken = new(tenant);
            TenantRow? row = null;
            LedgerStep step = await LedgerStep.BeginAsync(
                database,
                context,
                settings,
                tenant,
                allocationId: null,
                [TenantMapping.Find(tenant.Id), .. taken.Statements],
                (i, reader) =>
                {
                    row = i == 0 ? TenantMapping.Read(reader) : row;
                    taken.Read(i - 1, reader);
                },
                token).ConfigureAwait(false);
            await using (step.ConfigureAwait(false))
            {
                Tenant before = row!.ToTenant();
                EnsureVersion(before, expectedVersion);
                bool hasAdopted = false;
                if (onlyIfIdle)
                {
                    await step.ReadAsync(AllocationSql.AnyAdopted(before.Id), _ => hasAdopted = true, token).ConfigureAwait(false);
                }

                TenantUseRules.EnsureMayChange(step.State, onlyIfIdle, hasAdopted);
                string[] going = [.. before.Namespaces.Except(tenant.Namespaces, StringComparer.Ordinal)];
                await EnsureUnusedAsync(step, before, tenant, going, token).ConfigureAwait(false);
                taken.EnsureNone();
                if (tenant.Plan != before.Plan)
                {
                    await new NamedPlan(database, tenant.Plan).EnsureExistsAsync(step, token).ConfigureAwait(false);
                }

                Tenant after = tenant with { CreatedAt = before.CreatedAt, UpdatedAt = step.Now };
                step.State.Status = after.Status;
                step.State.Quotas = after.ResourceQuotas;
                List<TenancyStatement> statements = [TenantMapping.Update(after)];
                if (going.Length > 0)
                {
                    statements.Add(NamespaceSql.Remove(after.Id, going));
                }

                statements.AddRange(NamespaceSql.Add(after.Id, [.. after.Namespaces.Except(before.Namespaces, StringComparer.Ordinal)]));
                return new TenantWritten(after, await step.CommitAsync([change], mayReport: true, statements).ConfigureAwait(false));
            }
        },
        cancellationToken);

    /// <summary>Allocations go in slices, each a step of its own; the record goes in one that finds none.</summary>
    public async ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
        TenantReference tenant, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<TenancyEvent>? events = await database.RunAsync(
                async (context, token) =>
                {
                    TenantRow? row = null;
                    List<AllocationState> kept = [];
                    LedgerStep step = await LedgerStep.BeginAsync(
                        database,
                        context,
                        settings,
                        tenant,
                        allocationId: null,
                        [TenantMapping.Find(tenant.Id), AllocationSql.After(tenant.Id, string.Empty, ReconcileRules.SliceSize)],
                        (i, reader) =>
                        {
                            if (i == 0)
                            {
                                row = TenantMapping.Read(reader);
                            }
                            else
                            {
                                kept.Add(AllocationSql.Read(reader));
                            }
                        },
                        token).ConfigureAwait(false);
                    await using (step.ConfigureAwait(false))
                    {
                        EnsureVersion(row!.ToTenant(), expectedVersion);
                        if (!step.State.Status.Allows(TenantOperation.Remove))
                        {
                            throw new InvalidTenantTransitionException(tenant.Id, step.State.Status, TenantStatus.Terminating);
                        }

                        return kept.Count > 0 ? await FreeAsync(step, kept).ConfigureAwait(false) : await RemoveAsync(step, change, token).ConfigureAwait(false);
                    }
                },
                cancellationToken).ConfigureAwait(false);
            if (events is not null)
            {
                return events;
            }
        }
    }

    private static async ValueTask<IReadOnlyList<TenancyEvent>?> FreeAsync(LedgerStep step, List<AllocationState> kept)
    {
        foreach (AllocationState allocation in step.TakeIn(kept))
        {
            AllocationRules.Release(step.State, allocation, admission: null, onlyHeld: false);
            step.Remove(allocation);
        }

        await step.CommitAsync([], mayReport: false).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<IReadOnlyList<TenancyEvent>?> RemoveAsync(LedgerStep step, TenantDeleted change, CancellationToken cancellationToken)
    {
        StoredConsumption consumption = new(settings.Thresholds);
        consumption.Begin(step.State);
        await step.ReadAsync(ConsumptionSql.Budgets(step.State.TenantId), consumption.ReadBudgets, cancellationToken).ConfigureAwait(false);
        await step.ReadAsync(ConsumptionSql.Meters(step.State.TenantId), consumption.ReadMeter, cancellationToken).ConfigureAwait(false);
        await consumption.CompleteAsync(step.Now, (statement, onRow) => step.ReadAsync(statement, onRow, cancellationToken)).ConfigureAwait(false);

        // Its namespaces go with it, and its other resources with the ledger.
        string id = step.State.TenantId.Value;
        return await step.CommitAsync(
            [
                .. consumption.Close(step.Now),
                new TenancyStatement("DELETE FROM tenants WHERE id = @p1").With(id),
                new TenancyStatement("DELETE FROM ledgers WHERE tenant_id = @p1").With(id),
            ],
            [change.At(step.Now) with { TenantUid = step.State.Uid }]).ConfigureAwait(false);
    }

    private static void EnsureVersion(Tenant current, long expectedVersion)
    {
        if (current.Version != expectedVersion)
        {
            throw new TenantVersionConflictException(current.Id, expectedVersion, current.Version);
        }
    }

    private async ValueTask EnsureUnusedAsync(LedgerStep step, Tenant before, Tenant after, string[] going, CancellationToken cancellationToken)
    {
        if (going.Length > 0)
        {
            List<AllocationState> users = [];
            await step.ReadAsync(
                database.Ledgers.InNamespaces(before.Id, going), reader => users.Add(AllocationSql.Read(reader)), cancellationToken).ConfigureAwait(false);
            TenantUseRules.EnsureUnused(before, after, users);
        }
    }

    private ValueTask<TenantWritten> WriteUniqueAsync(
        Func<TenancyDbContext, CancellationToken, ValueTask<TenantWritten>> write, CancellationToken cancellationToken) =>
        database.RetryConflictsAsync(() => database.RunAsync(write, cancellationToken));
}
