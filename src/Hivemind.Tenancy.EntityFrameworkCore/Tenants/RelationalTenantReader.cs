using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The verbs that find and list tenants.</summary>
internal sealed class RelationalTenantReader(TenancyDatabase database)
{
    /// <summary>Most ids in one statement.</summary>
    private const int IdsAtOnce = 500;

    public ValueTask<Tenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken) =>
        database.RunAsync(
            async (context, token) =>
            {
                TenantRow? row = null;
                await database.ReadOnceAsync(context, [TenantMapping.Find(tenantId)], (_, reader) => row = TenantMapping.Read(reader), token).ConfigureAwait(false);
                return row?.ToTenant();
            },
            cancellationToken);

    public ValueTask<IReadOnlyList<Tenant>> FindManyAsync(IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken) =>
        tenants.Count <= IdsAtOnce
            ? database.ReadAsync((context, token) => FindManyAsync(context, tenants, token), cancellationToken)
            : database.ReadSnapshotAsync((context, token) => FindManyAsync(context, tenants, token), cancellationToken);

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

    private static async ValueTask<IReadOnlyList<Tenant>> FindManyAsync(
        TenancyDbContext context, IReadOnlyList<TenantReference> named, CancellationToken cancellationToken)
    {
        Dictionary<TenantId, Tenant> tenants = [];
        foreach (string[] some in named.Select(t => t.Id.Value).Distinct().Chunk(IdsAtOnce))
        {
            foreach (TenantRow row in await context.Tenants.Where(t => some.Contains(t.Id)).ToListAsync(cancellationToken).ConfigureAwait(false))
            {
                Tenant tenant = row.ToTenant();
                tenants.Add(tenant.Id, tenant);
            }
        }

        return [.. named.Where(t => tenants.TryGetValue(t.Id, out Tenant? found) && t.Names(found)).Select(t => tenants[t.Id])];
    }
}
