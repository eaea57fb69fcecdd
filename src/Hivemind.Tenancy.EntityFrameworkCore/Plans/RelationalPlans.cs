namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The verbs over plans. Those that write take the plan's row first, and no ledger.</summary>
internal sealed class RelationalPlans(TenancyDatabase database)
{
    public async ValueTask<TenantPlan?> FindAsync(PlanReference plan, CancellationToken cancellationToken) =>
        await ReadAsync(PlanSql.Find(plan), cancellationToken).ConfigureAwait(false) is [TenantPlan found] ? found : null;

    public ValueTask<IReadOnlyList<TenantPlan>> ListAsync(PlanQuery query, CancellationToken cancellationToken) =>
        ReadAsync(PlanSql.List(query), cancellationToken);

    public ValueTask<IReadOnlyList<TenantPlan>> ListVersionsAsync(string planName, PlanVersionQuery query, CancellationToken cancellationToken) =>
        ReadAsync(PlanSql.ListVersions(planName, query), cancellationToken);

    public ValueTask<PlanWritten> AddAsync(
        TenantPlan plan, int? expectedLatestVersion, PlanPublished change, CancellationToken cancellationToken) => database.WriteAsync(
        async (context, token) =>
        {
            await TenancyDatabase.ChangeAsync(context, PlanSql.Name(plan.Name), token).ConfigureAwait(false);
            int last = await LockAsync(context, plan.Name, token).ConfigureAwait(false) ?? 0;
            DateTimeOffset now = await database.ReadTimeAsync(context, token).ConfigureAwait(false);
            TenantPlan? latest = null;
            await database.ExecuteAsync(context, [PlanSql.Find(new PlanReference(plan.Name))], now, (_, reader) => latest = PlanSql.Read(reader), token).ConfigureAwait(false);
            TenantPlan published = PlanVersionRules.Publish(plan, latest, last, expectedLatestVersion, now);
            if (published == latest)
            {
                return new PlanWritten(published, Event: null);
            }

            await database.ExecuteAsync(context, [PlanSql.Insert(published), PlanSql.Number(published)], now, static (_, _) => { }, token).ConfigureAwait(false);
            IReadOnlyList<TenancyEvent> recorded = await database.AppendAsync(context, [(change with { Plan = published }).At(now)], token).ConfigureAwait(false);
            return new PlanWritten(published, recorded[0]);
        },
        cancellationToken);

    public ValueTask<TenancyEvent?> RemoveAsync(string planName, PlanRemoved change, CancellationToken cancellationToken) => database.WriteAsync<TenancyEvent?>(
        async (context, token) =>
        {
            if (await LockAsync(context, planName, token).ConfigureAwait(false) is null)
            {
                return null;
            }

            // Whoever gives a tenant this plan holds its row until that is committed, and is seen by now.
            bool isInUse = false;
            await database.ExecuteAsync(context, [PlanSql.AnyTenant(planName)], default, (_, _) => isInUse = true, token).ConfigureAwait(false);
            if (isInUse)
            {
                throw new PlanInUseException(planName);
            }

            if (await TenancyDatabase.ChangeAsync(context, PlanSql.Remove(planName), token).ConfigureAwait(false) == 0)
            {
                return null;
            }

            DateTimeOffset now = await database.ReadTimeAsync(context, token).ConfigureAwait(false);
            return (await database.AppendAsync(context, [change.At(now)], token).ConfigureAwait(false))[0];
        },
        cancellationToken);

    private async ValueTask<int?> LockAsync(TenancyDbContext context, string planName, CancellationToken cancellationToken)
    {
        int? last = null;
        await database.ExecuteAsync(
            context, [PlanSql.Lock(planName, database.PlanWriteLock)], default, (_, reader) => last = reader.GetInt32(0), cancellationToken).ConfigureAwait(false);
        return last;
    }

    private ValueTask<IReadOnlyList<TenantPlan>> ReadAsync(TenancyStatement statement, CancellationToken cancellationToken) => database.RunAsync<IReadOnlyList<TenantPlan>>(
        async (context, token) =>
        {
            List<TenantPlan> plans = [];
            await database.ReadOnceAsync(context, [statement], (_, reader) => plans.Add(PlanSql.Read(reader)), token).ConfigureAwait(false);
            return plans;
        },
        cancellationToken);
}
