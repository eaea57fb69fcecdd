using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Reads pages of the list, each with a fixed number of look-ups however many tenants there are.</summary>
internal sealed class TenantListing(DashboardCall call, ListQuery query)
{
    private int PageSize => call.Options.PageSize;

    /// <summary>For who may list all: a page at a time, in the order of ids.</summary>
    public async ValueTask<TenantListPart> ReadAllAsync()
    {
        IReadOnlyList<Tenant> tenants = await call.Tenants.ListTenantsAsync(query.ToTenantQuery(PageSize + 1), call.Aborted).ConfigureAwait(false);
        return await PartAsync(tenants).ConfigureAwait(false);
    }

    /// <summary>For everybody else: of those they have access to, which are few.</summary>
    public async ValueTask<TenantListPart> ReadAsync(IReadOnlyList<Tenant> accessible)
    {
        TenantQuery asked = query.ToTenantQuery(PageSize + 1) with { After = query.WorstFirst ? null : query.After };
        Tenant[] matching = [.. accessible.Where(asked.Matches).OrderBy(t => t.Id)];
        return query.WorstFirst && matching.Length > 0
            ? await ReadFullestOfAsync(matching).ConfigureAwait(false)
            : await PartAsync([.. matching.Take(PageSize + 1)]).ConfigureAwait(false);
    }

    /// <summary>
    /// For who may list all and what they use: the fullest quota first. The store orders by usage alone, so what is filtered is each page of that order,
    /// and a page may show few tenants or none while there are more. Usage is read with the user's rights; the tenants that it names are looked up at
    /// once by the store, which managers do one by one, for callers who may list every tenant.
    /// </summary>
    public async ValueTask<TenantListPart> ReadFullestAsync()
    {
        IReadOnlyList<TenantUsage> found = await call.Quotas.ListUsageAsync(
            new UsageQuery { After = query.AfterPlace?.ToUsage(), Limit = PageSize + 1 }, call.Aborted).ConfigureAwait(false);
        TenantUsage[] shown = [.. found.Take(PageSize)];
        IReadOnlyList<Tenant> tenants = shown.Length == 0 ? [] : await call.Find<ITenantStore>()!.FindManyAsync(
            [.. shown.Select(u => new TenantReference(u.TenantId, u.TenantUid))], call.Aborted).ConfigureAwait(false);
        Dictionary<TenantUid, Tenant> byUid = tenants.ToDictionary(t => t.Uid);
        TenantQuery asked = query.ToTenantQuery(PageSize) with { After = null };
        IEnumerable<TenantRow> rows = shown
            .Where(u => byUid.TryGetValue(u.TenantUid, out Tenant? tenant) && asked.Matches(tenant))
            .Select(u => new TenantRow(byUid[u.TenantUid], u));
        return new TenantListPart([.. rows], found.Count > PageSize ? UsagePlace.Of(shown[^1]).ToString() : null) { IsFilteredByPage = query.IsFiltered };
    }

    /// <summary>
    /// The same of tenants that the user has access to, as many as one query names. The store says which come next, at once; managers would look each up
    /// before. What those use is read with the user's rights, as for any page.
    /// </summary>
    private async ValueTask<TenantListPart> ReadFullestOfAsync(Tenant[] accessible)
    {
        UsageQuery named = new() { Tenants = [.. accessible.Select(TenantReference.FromTenant)], After = query.AfterPlace?.ToUsage(), Limit = PageSize + 1 };
        IReadOnlyList<TenantUsage> found = await call.Find<ITenantStore>()!.ListUsageAsync(named, call.Aborted).ConfigureAwait(false);
        Dictionary<TenantUid, Tenant> byUid = accessible.ToDictionary(t => t.Uid);
        TenantListPart part = await PartAsync([.. found.Select(u => byUid[u.TenantUid])]).ConfigureAwait(false);
        return part with { After = found.Count > PageSize ? UsagePlace.Of(found[PageSize - 1]).ToString() : null };
    }

    private async ValueTask<TenantListPart> PartAsync(IReadOnlyList<Tenant> found)
    {
        Tenant[] shown = [.. found.Take(PageSize)];
        Dictionary<TenantUid, TenantUsage> usage = await ReadUsageAsync(shown).ConfigureAwait(false);
        return new TenantListPart([.. shown.Select(t => new TenantRow(t, usage.GetValueOrDefault(t.Uid)))], found.Count > PageSize ? shown[^1].Id.Value : null);
    }

    /// <summary>At once. A list stays a list where usage cannot be told.</summary>
    private async ValueTask<Dictionary<TenantUid, TenantUsage>> ReadUsageAsync(Tenant[] shown)
    {
        if (shown.Length == 0)
        {
            return [];
        }

        try
        {
            UsageQuery named = new() { Tenants = [.. shown.Select(TenantReference.FromTenant)], Limit = shown.Length };
            return (await call.Quotas.ListUsageAsync(named, call.Aborted).ConfigureAwait(false)).ToDictionary(u => u.TenantUid);
        }
        catch (Exception e) when (e is TenantAccessDeniedException or TenantNotFoundException)
        {
            return [];
        }
    }
}
