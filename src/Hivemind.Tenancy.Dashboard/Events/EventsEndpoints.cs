using System.Globalization;
using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What happened, of one tenant or of all.</summary>
internal static class EventsEndpoints
{
    private const int PageSize = 50;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/{tenantId}/events", ShowOfTenantAsync);
        pages.MapGet("/-/events", (Delegate)ShowAllAsync);
    }

    internal static async Task<IResult> ShowOfTenantAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        return await ShowAsync(call, tenant, call.Frame(call.Texts["Events of {0}", tenant.Name], tenant, $"/{tenant.Id}/live")).ConfigureAwait(false);
    }

    internal static Task<IResult> ShowAllAsync(HttpContext http)
    {
        DashboardCall call = new(http);
        return ShowAsync(call, null, call.Frame(call.Texts["Events of all tenants"], live: "/-/live"));
    }

    private static async Task<IResult> ShowAsync(DashboardCall call, Tenant? tenant, PageFrame frame)
    {
        IQueryCollection asked = call.Http.Request.Query;
        string? kind = EventQuery.AllKinds.FirstOrDefault(k => k == asked["kind"]);
        long? before = long.TryParse(asked["before"], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) ? sequence : null;
        EventPage page = await call.Tenants.ReadEventsAsync(
            new EventQuery { Tenant = tenant is null ? default(TenantReference?) : tenant, Kinds = kind is null ? null : [kind], NewestFirst = true, After = before, Limit = PageSize + 1 },
            call.Aborted).ConfigureAwait(false);
        EventSentence sentence = new(call.Texts);
        TenancyEvent[] shown = [.. page.Events.Take(PageSize)];
        return View.Of<EventsPage>(new EventsModel
        {
            Frame = frame,
            Lines = [.. shown.Select(e => new EventLine(e.Sequence, e.OccurredAt, sentence.Of(e, showsTenant: tenant is null)))],
            Kind = kind,
            Older = page.Events.Count > PageSize ? AddressText.Of(("kind", kind), ("before", shown[^1].Sequence.ToString(CultureInfo.InvariantCulture))) : null,
            IsNewest = before is null,
            IsTrimmed = page.OldestSequence > 1 && page.Events.Count <= PageSize && (tenant is null || !await IsWholeAsync(call, tenant).ConfigureAwait(false)),
        });
    }

    /// <summary>Whether the log still holds how the tenant was created: it loses the oldest first, so it holds all that came after.</summary>
    private static async ValueTask<bool> IsWholeAsync(DashboardCall call, Tenant tenant) => (await call.Tenants.ReadEventsAsync(
        new EventQuery { Tenant = tenant, Kinds = [nameof(TenantCreated)], NewestFirst = true, Limit = 1 }, call.Aborted).ConfigureAwait(false)).Events.Count > 0;
}
