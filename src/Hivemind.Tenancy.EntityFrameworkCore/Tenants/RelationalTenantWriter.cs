using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The verbs that add, update and remove tenants.</summary>
internal sealed class RelationalTenantWriter(TenancyDatabase database, int[] thresholds)
{
    /// <summary>Most names in one statement.</summary>
    private const int NamesAtOnce = 500;

    /// <summary>How often a write is tried again when the name that it found free was taken before it was written.</summary>
    private const int ConflictRetries = 5;

    public ValueTask<IReadOnlyList<TenancyEvent>> AddAsync(Tenant tenant, TenancyEvent change, CancellationToken cancellationToken) =>
        WriteUniqueAsync(
            async (context, token) =>
            {
                if (await database.FindAndLockTenantAsync(context, tenant.Id, token).ConfigureAwait(false) is not null)
                {
                    throw new TenantConflictException(TenantConflictKind.Id, tenant.Id.Value);
                }

                await EnsureFreeAsync(context, tenant, token).ConfigureAwait(false);
                context.Tenants.Add(tenant.ToRow());
                context.Namespaces.AddRange(tenant.Namespaces.Select(n => new NamespaceRow { Name = n, TenantId = tenant.Id.Value }));
                await context.SaveChangesAsync(token).ConfigureAwait(false);
                return await database.AppendAsync(context, [change with { TenantUid = tenant.Uid }], token).ConfigureAwait(false);
            },
            cancellationToken);

    public ValueTask<IReadOnlyList<TenancyEvent>> UpdateAsync(
        Tenant tenant, long expectedVersion, TenancyEvent change, CancellationToken cancellationToken) =>
        WriteUniqueAsync(
            async (context, token) =>
            {
                TenantRow current = await database.LockTenantAsync(context, tenant.Id, token).ConfigureAwait(false);
                EnsureIs(current, tenant);
                EnsureVersion(current, expectedVersion);
                await EnsureFreeAsync(context, tenant, token).ConfigureAwait(false);
                TenantRow row = tenant.ToRow(current);
                context.Tenants.Update(row);
                ChangeNamespaces(context, current, tenant);
                await context.SaveChangesAsync(token).ConfigureAwait(false);

                StoredLedger ledger = await StoredLedger.SweepAndSumAsync(context, row, change.OccurredAt, token).ConfigureAwait(false);
                List<TenancyEvent> crossings = await ledger.FireThresholdsAsync(context, thresholds, change.OccurredAt, token).ConfigureAwait(false);
                return await database.AppendAsync(context, [change with { TenantUid = tenant.Uid }, .. crossings], token).ConfigureAwait(false);
            },
            cancellationToken);

    public ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
        TenantReference tenant, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (context, token) =>
            {
                TenantRow current = await database.LockTenantAsync(context, tenant.Id, token).ConfigureAwait(false);
                EnsureIs(current, tenant);
                EnsureVersion(current, expectedVersion);
                if (!current.Allows(TenantOperation.Remove))
                {
                    throw new InvalidTenantTransitionException(tenant.Id, current.StatusOf(), TenantStatus.Terminating);
                }

                // Its namespaces and allocations go with it.
                await context.Tenants.Where(t => t.Id == tenant.Id.Value).ExecuteDeleteAsync(token).ConfigureAwait(false);
                return await database.AppendAsync(context, [change with { TenantUid = new TenantUid(current.Uid) }], token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Under the lock of the row: another tenant that was made under the id is not the one that is meant.</summary>
    private static void EnsureIs(TenantRow current, TenantReference tenant)
    {
        if (!tenant.Names(new TenantUid(current.Uid)))
        {
            throw new TenantNotFoundException(tenant.Id);
        }
    }

    private static void EnsureVersion(TenantRow current, long expectedVersion)
    {
        if (current.Version != expectedVersion)
        {
            throw new TenantVersionConflictException(TenantId.Parse(current.Id), expectedVersion, current.Version);
        }
    }

    /// <summary>Throws when another tenant has the name or a namespace of this one.</summary>
    private static async ValueTask EnsureFreeAsync(TenancyDbContext context, Tenant tenant, CancellationToken cancellationToken)
    {
        string id = tenant.Id.Value;
        string key = TenantMapping.NameKey(tenant.Name);
        if (await context.Tenants.AnyAsync(t => t.NameKey == key && t.Id != id, cancellationToken).ConfigureAwait(false))
        {
            throw new TenantConflictException(TenantConflictKind.Name, tenant.Name);
        }

        foreach (string[] some in tenant.Namespaces.Chunk(NamesAtOnce))
        {
            string? taken = await context.Namespaces
                .Where(n => some.Contains(n.Name) && n.TenantId != id)
                .OrderBy(n => n.Name)
                .Select(n => n.Name)
                .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            if (taken is not null)
            {
                throw new TenantConflictException(TenantConflictKind.Namespace, taken);
            }
        }
    }

    private static void ChangeNamespaces(TenancyDbContext context, TenantRow current, Tenant tenant)
    {
        string[] had = current.NamespaceList();
        context.Namespaces.RemoveRange(had.Except(tenant.Namespaces).Select(n => new NamespaceRow { Name = n, TenantId = current.Id }));
        context.Namespaces.AddRange(tenant.Namespaces.Except(had).Select(n => new NamespaceRow { Name = n, TenantId = current.Id }));
    }

    /// <summary>
    /// As <see cref="TenancyDatabase.WriteAsync"/>. Where two transactions add at the same time, both find the id or name free, and
    /// the unique index lets one of them through: the other looks again and says what is taken.
    /// </summary>
    private async ValueTask<IReadOnlyList<TenancyEvent>> WriteUniqueAsync(
        Func<TenancyDbContext, CancellationToken, ValueTask<IReadOnlyList<TenancyEvent>>> write, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await database.WriteAsync(write, cancellationToken).ConfigureAwait(false);
            }
            catch (TenancyStoreException e) when (attempt < ConflictRetries && database.IsConflict(e))
            {
                // Looks again.
            }
        }
    }
}
