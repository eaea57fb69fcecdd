namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The tenants that a caller has access to, one page at a time. For a caller without access to all, each page looks through those they have access to.
/// </summary>
internal sealed class TenantListing(ApiCall call, TenantQuery query, int offset)
{
    /// <summary>A caller who may list all tenants reads them a page at a time.</summary>
    public async ValueTask<TenantPage> ReadAsync() =>
        await call.Access.CheckPermissionAsync(call.UserId, TenancyPermissions.ReadTenants, PermissionScope.Global, call.Aborted).ConfigureAwait(false)
            ? await ReadAllAsync().ConfigureAwait(false)
            : await ReadAccessibleAsync().ConfigureAwait(false);

    private static TenantPage Page(IReadOnlyList<Tenant> tenants, bool hasMore) => new()
    {
        Tenants = [.. tenants.Select(TenantResource.Of)],
        NextCursor = hasMore ? Cursor.After(tenants[^1].Id.Value) : null,
    };

    private async ValueTask<TenantPage> ReadAllAsync()
    {
        TenantQuery next = query;
        for (int left = offset; left > 0;)
        {
            TenantQuery skipped = next with { Limit = Math.Min(left, TenancyLimits.PageSize) };
            IReadOnlyList<Tenant> page = await call.Tenants.ListTenantsAsync(skipped, call.Aborted).ConfigureAwait(false);
            if (page.Count < skipped.Limit)
            {
                return Page([], hasMore: false);
            }

            left -= page.Count;
            next = next with { After = page[^1].Id };
        }

        IReadOnlyList<Tenant> tenants = await call.Tenants.ListTenantsAsync(next, call.Aborted).ConfigureAwait(false);
        return Page(tenants, await NextPage.ExistsAsync(
            tenants, query.Limit, last => call.Tenants.ListTenantsAsync(query with { After = last.Id, Limit = 1 }, call.Aborted)).ConfigureAwait(false));
    }

    private async ValueTask<TenantPage> ReadAccessibleAsync()
    {
        IReadOnlyList<Tenant> accessible = await call.Access.GetAccessibleTenantsAsync(call.UserId, call.Aborted).ConfigureAwait(false);
        List<Tenant> found = [.. accessible.Where(query.Matches).Skip(offset).Take(query.Limit + 1)];
        bool hasMore = found.Count > query.Limit;
        return Page(hasMore ? found[..query.Limit] : found, hasMore);
    }
}
