using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The verbs that find and list tenants.</summary>
internal sealed class RelationalTenantReader(TenancyDatabase database)
{
    /// <summary>Most ids in one statement.</summary>
    private const int IdsAtOnce = 500;

    public ValueTask<Tenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (context, token) => (await TenantSql.FindAsync(context, tenantId, rowLock: string.Empty, token).ConfigureAwait(false))?.ToTenant(),
            cancellationToken);

    public ValueTask<IReadOnlyList<Tenant>> FindManyAsync(IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken)
    {
        TenantReference[] named = [.. tenants];
        return named.Length <= IdsAtOnce
            ? database.ReadAsync((context, token) => FindManyAsync(context, named, token), cancellationToken)
            : database.ReadSnapshotAsync((context, token) => FindManyAsync(context, named, token), cancellationToken);
    }

    public ValueTask<Tenant?> FindByNameAsync(string name, CancellationToken cancellationToken)
    {
        string key = TenantMapping.NameKey(name);
        return database.ReadAsync(
            async (context, token) => (await context.Tenants.FirstOrDefaultAsync(t => t.NameKey == key, token).ConfigureAwait(false))?.ToTenant(),
            cancellationToken);
    }

    public ValueTask<Tenant?> FindByNamespaceAsync(string namespaceName, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (context, token) => (await context.Namespaces
                .Where(n => n.Name == namespaceName)
                .Join(context.Tenants, n => n.TenantId, t => t.Id, (n, t) => t)
                .FirstOrDefaultAsync(token).ConfigureAwait(false))?.ToTenant(),
            cancellationToken);

    public ValueTask<IReadOnlyList<Tenant>> ListAsync(TenantQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Tenant>>(
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

    private static async ValueTask<IReadOnlyList<Tenant>> FindManyAsync(TenancyDbContext context, TenantReference[] named, CancellationToken cancellationToken)
    {
        Dictionary<string, Tenant> tenants = new(StringComparer.Ordinal);
        foreach (string[] some in named.Select(t => t.Id.Value).Distinct().Chunk(IdsAtOnce))
        {
            foreach (TenantRow row in await context.Tenants.Where(t => some.Contains(t.Id)).ToListAsync(cancellationToken).ConfigureAwait(false))
            {
                tenants.Add(row.Id, row.ToTenant());
            }
        }

        return [.. named.Select(t => tenants.TryGetValue(t.Id.Value, out Tenant? found) && t.Names(found.Uid) ? found : null).OfType<Tenant>()];
    }
}
