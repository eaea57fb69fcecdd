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

                if (query.Text is { } text)
                {
                    string key = TenantMapping.NameKey(text);
#pragma warning disable CA1862 // It becomes SQL, and an id holds only a-z, 0-9 and '-'.
                    rows = rows.Where(t => t.Id.ToUpper().Contains(key) || t.NameKey.Contains(key) || t.DescriptionKey!.Contains(key));
#pragma warning restore CA1862
                }

                foreach (KeyValuePair<string, string> label in query.Labels)
                {
                    // The pair as it stands in the map's JSON.
                    string pair = TenantMapping.LabelJson(label.Key, label.Value);
                    rows = rows.Where(t => t.Labels!.Contains(pair));
                }

                if (query.PlanName is { } plan)
                {
                    rows = rows.Where(t => t.PlanName == plan);
                }

                if (query.Status is { } status)
                {
                    rows = rows.Where(t => t.Status == (int)status);
                }

                return await PageAsync(rows, query, token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>
    /// What the statement finds is judged once more by the rule that every store shares, so that none finds another tenant; a page
    /// that loses some by it is filled up.
    /// </summary>
    private static async ValueTask<IReadOnlyList<Tenant>> PageAsync(IQueryable<TenantRow> rows, TenantQuery query, CancellationToken cancellationToken)
    {
        List<Tenant> page = [];
        string? after = query.After?.Value;
        while (true)
        {
            int wanted = query.Limit - page.Count;
            IQueryable<TenantRow> next = after is null ? rows : rows.Where(t => string.Compare(t.Id, after) > 0);
            List<TenantRow> found = await next.OrderBy(t => t.Id).Take(wanted).ToListAsync(cancellationToken).ConfigureAwait(false);
            page.AddRange(found.Select(t => t.ToTenant()).Where(query.Matches));
            if (found.Count < wanted || page.Count == query.Limit)
            {
                return page;
            }

            after = found[^1].Id;
        }
    }

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
