using Hivemind.Tenancy.Dashboard.Pages;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Reads pages of the list, each with a fixed number of look-ups however many tenants there are.</summary>
internal sealed class TenantListing(DashboardCall call, ListQuery query)
{
    private int PageSize => call.Options.PageSize;

    /// <summary>The only tenant that the user has access to, if there is one and no more.</summary>
    public async ValueTask<Tenant?> FindOnlyAsync() =>
        await call.Access.GetAccessibleTenantsAsync(call.UserId, call.Aborted).ConfigureAwait(false) is [{ } only] ? only : null;

    /// <summary>For who may list all: a page at a time.</summary>
    public async ValueTask<(IReadOnlyList<TenantRow> Rows, TenantId? Next)> ReadAllAsync()
    {
        IReadOnlyList<Tenant> tenants = await call.Tenants.ListTenantsAsync(query.ToTenantQuery(PageSize + 1), call.Aborted).ConfigureAwait(false);
        return await PageAsync(tenants).ConfigureAwait(false);
    }

    /// <summary>For everybody else: of those they have access to, which are few.</summary>
    public async ValueTask<(IReadOnlyList<TenantRow> Rows, TenantId? Next)> ReadAccessibleAsync()
    {
        TenantQuery asked = query.ToTenantQuery(PageSize + 1);
        IReadOnlyList<Tenant> all = await call.Access.GetAccessibleTenantsAsync(call.UserId, call.Aborted).ConfigureAwait(false);
        return await PageAsync([.. all.Where(asked.Matches).OrderBy(t => t.Id).Take(PageSize + 1)]).ConfigureAwait(false);
    }

    private async ValueTask<(IReadOnlyList<TenantRow> Rows, TenantId? Next)> PageAsync(IReadOnlyList<Tenant> found)
    {
        Tenant[] shown = [.. found.Take(PageSize)];
        Dictionary<TenantUid, TenantUsage> usage = await ReadUsageAsync(shown).ConfigureAwait(false);
        return ([.. shown.Select(t => new TenantRow(t, usage.GetValueOrDefault(t.Uid)))], found.Count > PageSize ? shown[^1].Id : null);
    }

    private async ValueTask<Dictionary<TenantUid, TenantUsage>> ReadUsageAsync(Tenant[] shown)
    {
        Dictionary<TenantUid, TenantUsage> usage = [];
        foreach (Tenant tenant in shown)
        {
            usage[tenant.Uid] = await call.Quotas.GetUsageAsync(tenant, call.Aborted).ConfigureAwait(false);
        }

        return usage;
    }
}
