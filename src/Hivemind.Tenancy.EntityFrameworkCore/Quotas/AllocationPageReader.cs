using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// One page of allocations in ordinal order of their ids. A database orders text by its bytes, which is the order of code points;
/// .NET's ordinal order is that of UTF-16 units. They differ only between characters beyond U+FFFF and those from U+E000 to U+FFFF,
/// so a page without the latter is the right one, and only where it has any, all ids of the tenant are put in order here.
/// </summary>
internal static class AllocationPageReader
{
    private const char FirstSurrogate = '\uD800';
    private const char AfterSurrogates = '\uE000';

    public static async ValueTask<List<AllocationRow>> ReadAsync(
        TenancyDbContext context, TenantId tenantId, AllocationQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string tenant = tenantId.Value;
        long ticks = now.UtcTicks;
        IQueryable<AllocationRow> live = context.Allocations.Where(a => a.TenantId == tenant && (a.ExpiresAt == null || a.ExpiresAt > ticks));
        if (query.Source is { } source)
        {
            live = live.Where(a => a.Source == source);
        }

        if (query.After is null || !query.After.Any(c => c >= FirstSurrogate))
        {
            IQueryable<AllocationRow> next = query.After is { } after ? live.Where(a => string.Compare(a.Id, after) > 0) : live;
            List<AllocationRow> page = await next.OrderBy(a => a.Id).Take(query.Limit).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (!page.Exists(a => a.Id.Any(c => c >= AfterSurrogates)))
            {
                return page;
            }
        }

        List<AllocationRow> all = await live.ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(a => string.CompareOrdinal(a.Id, query.After) > 0).OrderBy(a => a.Id, StringComparer.Ordinal).Take(query.Limit)];
    }
}
