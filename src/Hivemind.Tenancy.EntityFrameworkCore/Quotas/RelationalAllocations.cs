namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The verbs over allocations that are live: commit, renew and release one, sum them up, list them.</summary>
internal sealed class RelationalAllocations(TenancyDatabase database)
{
    public async ValueTask CommitAsync(
        TenantId tenantId, string allocationId, long? token, DateTimeOffset now, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async (context, cancel) =>
            {
                TenantRow row = await database.LockTenantAsync(context, tenantId, cancel).ConfigureAwait(false);
                row.EnsureAllows(TenantOperation.Commit);
                AllocationRow live = await AllocationSql.GetLiveAsync(context, tenantId, allocationId, token, now, cancel).ConfigureAwait(false);
                if (live.ExpiresAt is not null)
                {
                    live.ExpiresAt = null;
                    live.ChangedAt = now.UtcTicks;
                    await AllocationSql.SetExpiryAsync(context, live, cancel).ConfigureAwait(false);
                }

                await StoredLedger.SweepAndRearmAsync(context, row, now, cancel).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    public ValueTask<DateTimeOffset?> RenewAsync(
        TenantId tenantId, string allocationId, long? token, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (context, cancel) =>
            {
                TenantRow row = await database.LockTenantAsync(context, tenantId, cancel).ConfigureAwait(false);
                row.EnsureAllows(TenantOperation.Commit);
                AllocationRow live = await AllocationSql.GetLiveAsync(context, tenantId, allocationId, token, now, cancel).ConfigureAwait(false);
                long end = Ticks.After(now, lease);
                if (live.ExpiresAt < end)
                {
                    live.ExpiresAt = end;
                    await AllocationSql.SetExpiryAsync(context, live, cancel).ConfigureAwait(false);
                }

                await StoredLedger.SweepAndRearmAsync(context, row, now, cancel).ConfigureAwait(false);
                return Ticks.ToTime(live.ExpiresAt);
            },
            cancellationToken);

    /// <summary>Releases a live allocation; with a token only if it is still the hold with that token. Whether there was one.</summary>
    public ValueTask<bool> ReleaseAsync(
        TenantId tenantId, string allocationId, long? holdToken, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (context, cancel) =>
            {
                if (await database.FindAndLockTenantAsync(context, tenantId, cancel).ConfigureAwait(false) is not { } row
                    || !await AllocationSql.DeleteAsync(context, row.Id, allocationId, holdToken, now, cancel).ConfigureAwait(false))
                {
                    return false;
                }

                await StoredLedger.SweepAndRearmAsync(context, row, now, cancel).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public ValueTask<TenantUsage> GetUsageAsync(TenantId tenantId, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadSnapshotAsync(
            async (context, token) =>
            {
                TenantRow row = await TenantSql.GetAsync(context, tenantId, token).ConfigureAwait(false);
                return (await StoredLedger.ReadAsync(context, row, now, token).ConfigureAwait(false)).Usage(now);
            },
            cancellationToken);

    public ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantId tenantId, AllocationQuery query, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadSnapshotAsync<IReadOnlyList<Allocation>>(
            async (context, token) =>
            {
                await TenantSql.GetAsync(context, tenantId, token).ConfigureAwait(false);
                List<AllocationRow> page = await AllocationPageReader.ReadAsync(context, tenantId, query, now, token).ConfigureAwait(false);
                return [.. page.Select(a => ToAllocation(tenantId, a))];
            },
            cancellationToken);

    private static Allocation ToAllocation(TenantId tenantId, AllocationRow row) => new(
        tenantId,
        row.Id,
        ResourceUnits.Amounts(row),
        row.Source,
        Ticks.ToTime(row.ExpiresAt),
        Ticks.ToTime(row.CreatedAt),
        Ticks.ToTime(row.ChangedAt),
        row.Token);
}
