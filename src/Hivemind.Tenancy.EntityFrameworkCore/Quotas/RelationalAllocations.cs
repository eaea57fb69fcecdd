namespace Hivemind.Tenancy;

/// <content>The verbs over one allocation that is live.</content>
public partial class RelationalTenantStore
{
    /// <inheritdoc/>
    public virtual async ValueTask CommitAsync(
        TenantId tenantId, string allocationId, long? token, DateTimeOffset now, CancellationToken cancellationToken) =>
        await Database.WriteAsync(
            async (context, cancel) =>
            {
                TenantRow row = await LockAsync(context, tenantId, cancel).ConfigureAwait(false);
                EnsureStatus(row, active: false);
                AllocationRow live = await LiveAsync(context, tenantId, allocationId, token, now, cancel).ConfigureAwait(false);
                if (live.ExpiresAt is not null)
                {
                    live.ExpiresAt = null;
                    live.ChangedAt = now.UtcTicks;
                    await AllocationSql.SetExpiryAsync(context, live, cancel).ConfigureAwait(false);
                }

                await TenantLedger.RearmAsync(context, row, now, cancel).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public virtual ValueTask<DateTimeOffset?> RenewAsync(
        TenantId tenantId, string allocationId, long? token, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        Database.WriteAsync(
            async (context, cancel) =>
            {
                TenantRow row = await LockAsync(context, tenantId, cancel).ConfigureAwait(false);
                EnsureStatus(row, active: false);
                AllocationRow live = await LiveAsync(context, tenantId, allocationId, token, now, cancel).ConfigureAwait(false);
                long end = Ticks.After(now, lease);
                if (live.ExpiresAt < end)
                {
                    live.ExpiresAt = end;
                    await AllocationSql.SetExpiryAsync(context, live, cancel).ConfigureAwait(false);
                }

                await TenantLedger.RearmAsync(context, row, now, cancel).ConfigureAwait(false);
                return Ticks.ToTime(live.ExpiresAt);
            },
            cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> ReleaseAsync(TenantId tenantId, string allocationId, DateTimeOffset now, CancellationToken cancellationToken) =>
        TryReleaseAsync(tenantId, allocationId, token: null, now, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> ReleaseHoldAsync(
        TenantId tenantId, string allocationId, long token, DateTimeOffset now, CancellationToken cancellationToken) =>
        TryReleaseAsync(tenantId, allocationId, token, now, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<TenantUsage> GetUsageAsync(TenantId tenantId, DateTimeOffset now, CancellationToken cancellationToken) =>
        Database.ReadSnapshotAsync(
            async (context, token) =>
            {
                TenantRow row = await ReadAsync(context, tenantId, token).ConfigureAwait(false);
                return (await TenantLedger.ReadAsync(context, row, now, token).ConfigureAwait(false)).Usage(now);
            },
            cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<Allocation>> ListAllocationsAsync(
        TenantId tenantId, AllocationQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Database.ReadSnapshotAsync<IReadOnlyList<Allocation>>(
            async (context, token) =>
            {
                await ReadAsync(context, tenantId, token).ConfigureAwait(false);
                List<AllocationRow> page = await AllocationPage.ReadAsync(context, tenantId, query, now, token).ConfigureAwait(false);
                return [.. page.Select(a => Allocation(tenantId, a))];
            },
            cancellationToken);
    }

    private static Allocation Allocation(TenantId tenantId, AllocationRow row) => new(
        tenantId,
        row.Id,
        ResourceUnits.Amounts(row),
        row.Source,
        Ticks.ToTime(row.ExpiresAt),
        Ticks.ToTime(row.CreatedAt),
        Ticks.ToTime(row.ChangedAt),
        row.Token);

    /// <summary>The live allocation of that id, and of that token when one is given.</summary>
    /// <exception cref="ReservationExpiredException">There is none.</exception>
    private static async ValueTask<AllocationRow> LiveAsync(
        TenancyDbContext context, TenantId tenantId, string allocationId, long? allocationToken, DateTimeOffset now, CancellationToken cancellationToken)
    {
        AllocationRow? live = await AllocationSql.FindAsync(context, tenantId.Value, allocationId, now, cancellationToken).ConfigureAwait(false);
        return live is not null && (allocationToken is null || allocationToken == live.Token)
            ? live
            : throw new ReservationExpiredException(tenantId, allocationId);
    }

    private ValueTask<bool> TryReleaseAsync(
        TenantId tenantId, string allocationId, long? token, DateTimeOffset now, CancellationToken cancellationToken) =>
        Database.WriteAsync(
            async (context, cancel) =>
            {
                if (await Database.LockTenantAsync(context, tenantId, cancel).ConfigureAwait(false) is not { } row
                    || !await AllocationSql.DeleteAsync(context, row.Id, allocationId, token, now, cancel).ConfigureAwait(false))
                {
                    return false;
                }

                await TenantLedger.RearmAsync(context, row, now, cancel).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
}
