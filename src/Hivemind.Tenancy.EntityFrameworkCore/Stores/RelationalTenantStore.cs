using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>
/// Tenants and allocations in a relational database: each verb is one transaction that takes the tenant's row lock first, and
/// computes usage under it. Correct on every database with a <see cref="TenancyDatabase"/>; one that can do the hot verbs in fewer
/// round trips overrides them.
/// </summary>
public partial class RelationalTenantStore : ITenantStore
{
    /// <summary>Most ids in one statement.</summary>
    private const int IdsAtOnce = 500;

    private readonly int[] _thresholds;

    /// <summary>Makes the store.</summary>
    /// <param name="database">The database.</param>
    /// <param name="options">Says which thresholds are reported.</param>
    public RelationalTenantStore(TenancyDatabase database, IOptions<HivemindTenancyOptions> options)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(options);
        Database = database;
        _thresholds = [.. options.Value.ResolveQuotaThresholds()];
    }

    /// <summary>The database.</summary>
    protected TenancyDatabase Database { get; }

    /// <inheritdoc/>
    public virtual ValueTask<Tenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken) =>
        Database.ReadAsync(
            async (context, token) => (await TenantSql.FindAsync(context, tenantId, rowLock: string.Empty, token).ConfigureAwait(false))?.ToTenant(),
            cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<Tenant>> FindManyAsync(IReadOnlyList<TenantId> tenantIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenantIds);
        string[] ids = [.. tenantIds.Select(id => id.Value)];
        return ids.Length <= IdsAtOnce
            ? Database.ReadAsync((context, token) => FindManyAsync(context, ids, token), cancellationToken)
            : Database.ReadSnapshotAsync((context, token) => FindManyAsync(context, ids, token), cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<Tenant?> FindByNameAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        string key = TenantMapping.NameKey(name);
        return Database.ReadAsync(
            async (context, token) => (await context.Tenants.FirstOrDefaultAsync(t => t.NameKey == key, token).ConfigureAwait(false))?.ToTenant(),
            cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<Tenant?> FindByNamespaceAsync(string namespaceName, CancellationToken cancellationToken) =>
        Database.ReadAsync(
            async (context, token) => (await context.Namespaces
                .Where(n => n.Name == namespaceName)
                .Join(context.Tenants, n => n.TenantId, t => t.Id, (n, t) => t)
                .FirstOrDefaultAsync(token).ConfigureAwait(false))?.ToTenant(),
            cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<Tenant>> ListAsync(TenantQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Database.ReadAsync<IReadOnlyList<Tenant>>(
            async (context, token) =>
            {
                IQueryable<TenantRow> rows = context.Tenants;
                if (query.OwnerId is { } owner)
                {
                    rows = rows.Where(t => t.OwnerId == owner);
                }

                if (query.Status is { } status)
                {
                    rows = rows.Where(t => t.Status == (int)status);
                }

                if (query.After is { } after)
                {
                    rows = rows.Where(t => string.Compare(t.Id, after.Value) > 0);
                }

                List<TenantRow> page = await rows.OrderBy(t => t.Id).Take(query.Limit).ToListAsync(token).ConfigureAwait(false);
                return [.. page.Select(t => t.ToTenant())];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> ReadEventsAsync(
        long after, TenantId? tenantId, int limit, CancellationToken cancellationToken) =>
        Database.ReadAsync<IReadOnlyList<TenancyEvent>>(
            async (context, token) =>
            {
                IQueryable<EventRow> rows = context.Events.Where(e => e.Sequence > after);
                if (tenantId?.Value is { } id)
                {
                    IQueryable<EventRow> creations = context.Events.Where(e => e.TenantId == id && e.Kind == TenancyModel.TenantCreatedKind);
                    rows = rows.Where(e => e.TenantId == id && e.Sequence >= (creations.Max(c => (long?)c.Sequence) ?? 0));
                }

                List<EventRow> page = await rows.OrderBy(e => e.Sequence).Take(limit).ToListAsync(token).ConfigureAwait(false);
                return [.. page.Select(Event)];
            },
            cancellationToken);

    private static async ValueTask<IReadOnlyList<Tenant>> FindManyAsync(TenancyDbContext context, string[] ids, CancellationToken cancellationToken)
    {
        Dictionary<string, Tenant> tenants = new(StringComparer.Ordinal);
        foreach (string[] some in ids.Distinct().Chunk(IdsAtOnce))
        {
            foreach (TenantRow row in await context.Tenants.Where(t => some.Contains(t.Id)).ToListAsync(cancellationToken).ConfigureAwait(false))
            {
                tenants.Add(row.Id, row.ToTenant());
            }
        }

        return [.. ids.Where(tenants.ContainsKey).Select(id => tenants[id])];
    }

    private static TenancyEvent Event(EventRow row)
    {
        try
        {
            return JsonSerializer.Deserialize<TenancyEvent>(row.Document)! with { Sequence = row.Sequence };
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            throw new TenancyStoreException($"The stored event {row.Sequence} cannot be read: {e.Message}", isTransient: false, e);
        }
    }

    /// <summary>The tenant's row, locked until the transaction ends.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    private async ValueTask<TenantRow> LockAsync(TenancyDbContext context, TenantId tenantId, CancellationToken cancellationToken) =>
        await Database.LockTenantAsync(context, tenantId, cancellationToken).ConfigureAwait(false) ?? throw new TenantNotFoundException(tenantId);

    /// <summary>The tenant's row, as the snapshot sees it.</summary>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    private static async ValueTask<TenantRow> ReadAsync(TenancyDbContext context, TenantId tenantId, CancellationToken cancellationToken) =>
        await TenantSql.FindAsync(context, tenantId, rowLock: string.Empty, cancellationToken).ConfigureAwait(false)
        ?? throw new TenantNotFoundException(tenantId);
}
