using System.Runtime.CompilerServices;
using Hivemind.Tenancy.AspNetCore;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What tells pages that something changed: events that the user may read, what tenants hold, and how apps are on pages that show them.</summary>
internal static class LiveEndpoints
{
    /// <summary>How many tenants of the list are followed: as many as <see cref="ITenantUsageFeed"/> takes.</summary>
    private const int MostTenants = 100;

    /// <summary>In the address of a page that shows apps: which, as <c>namespace/name</c>; empty for all.</summary>
    private const string Apps = "apps";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/{tenantId}/live", FollowTenantAsync);
        pages.MapGet("/-/live", (Delegate)FollowListAsync);
    }

    /// <summary>The address that follows these tenants, below the root.</summary>
    public static string PathOf(IEnumerable<Tenant> tenants) =>
        "/-/live" + QueryString.Create(tenants.Take(MostTenants).Select(t => new KeyValuePair<string, string?>("of", t.Id.Value)));

    /// <summary>The address that follows a tenant and its apps, below the root.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="app">Only this app; null for all.</param>
    public static string PathOf(Tenant tenant, AppKey? app = null) =>
        $"/{tenant.Id}/live" + QueryString.Create(Apps, app is null ? string.Empty : $"{app.Namespace}/{app.Name}");

    internal static async Task<IResult> FollowTenantAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        Tenant tenant = await call.LookUpTenantAsync(tenantId).ConfigureAwait(false);
        return call.Find<IWorkloadEngine>() is not null && http.Request.Query[Apps] is [{ } path]
            ? await FollowAsync(call, tenant, [tenant], AppsAsync(http.RequestServices.GetRequiredService<ITenantAppFeed>(), call.UserId, tenant, path.Split('/'))).ConfigureAwait(false)
            : await FollowAsync(call, tenant, [tenant]).ConfigureAwait(false);
    }

    internal static async Task<IResult> FollowListAsync(HttpContext http)
    {
        DashboardCall call = new(http);
        List<TenantReference> followed = [];
        foreach (string? text in http.Request.Query["of"].Distinct().Take(MostTenants))
        {
            // One that is gone by now, or to which the user has no access, is not followed; that the list has changed is told as an event, or when it is loaded again.
            if (TenantId.TryParse(text, out TenantId id) && await call.Tenants.FindTenantAsync(id, call.Aborted).ConfigureAwait(false) is { } tenant)
            {
                followed.Add(tenant);
            }
        }

        return await FollowAsync(call, null, followed).ConfigureAwait(false);
    }

    private static async ValueTask<IResult> FollowAsync(
        DashboardCall call, TenantReference? tenant, List<TenantReference> followed, params List<IAsyncEnumerable<bool>> changes)
    {
        IServiceProvider services = call.Http.RequestServices;
        if (await call.MayAsync(TenancyPermissions.ReadEvents, tenant is { } one ? PermissionScope.Tenant(one) : PermissionScope.Global).ConfigureAwait(false))
        {
            changes.Add(EventsAsync(services.GetRequiredService<ITenantEventStream>(), call.UserId, tenant));
        }

        if (followed.Count > 0)
        {
            changes.Add(UsageAsync(services.GetRequiredService<ITenantUsageFeed>(), call.UserId, followed));
        }

        // Nothing to follow, now or later: a browser that is told so does not come back.
        return changes.Count > 0 ? new LiveResult(changes) : TypedResults.NoContent();
    }

    private static async IAsyncEnumerable<bool> EventsAsync(
        ITenantEventStream events, string userId, TenantReference? tenant, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (EventFeedEntry _ in events.FollowAsync(userId, tenant, after: null, cancellationToken).ConfigureAwait(false))
        {
            yield return true;
        }
    }

    private static async IAsyncEnumerable<bool> UsageAsync(
        ITenantUsageFeed usage, string userId, List<TenantReference> tenants, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (TenantUsage _ in usage.FollowAsync(userId, tenants, cancellationToken).ConfigureAwait(false))
        {
            yield return true;
        }
    }

    private static async IAsyncEnumerable<bool> AppsAsync(
        ITenantAppFeed apps, string userId, TenantReference tenant, string[] path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        (string? namespaceName, string? name) = path is [{ Length: > 0 } first, { Length: > 0 } second] ? (first, second) : (null, null);
        await foreach (IReadOnlyList<AppKey> _ in apps.FollowAsync(userId, tenant, namespaceName, name, cancellationToken).ConfigureAwait(false))
        {
            yield return true;
        }
    }
}
