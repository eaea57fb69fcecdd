using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The log of changes.</summary>
internal static class EventEndpoints
{
    private const string Tag = "Events";
    private const string AboutAfter = "last_sequence of the page before; 0, as it is unless given, for the beginning";
    private const string AboutLimit = "Most events to return, 1 to 1,000; 100 unless given";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/tenants/{tenant_id}/events", ListOfTenantAsync)
            .As("listTenantEvents", Tag, "Read the log of a tenant's changes", "Oldest first, of this tenant and no former one of its id. Takes events:read at the tenant.")
            .Answers<EventPage>()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound);
        group.MapGet("/events", ListAsync)
            .As("listEvents", Tag, "Read the log of all changes", "Oldest first. Takes events:read at Global scope.")
            .Answers<EventPage>()
            .Refuses(TenancyProblemTypes.InvalidRequest);
    }

    internal static async Task<IResult> ListOfTenantAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromQuery(Name = "after")][Description(AboutAfter)] string? after,
        [FromQuery(Name = "limit")][Description(AboutLimit)] string? limit)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        await call.DemandAsync(TenancyPermissions.ReadEvents, PermissionScope.Tenant(tenant)).ConfigureAwait(false);
        return await ReadAsync(call, after, tenant, limit).ConfigureAwait(false);
    }

    internal static async Task<IResult> ListAsync(
        HttpContext http,
        [FromQuery(Name = "after")][Description(AboutAfter)] string? after,
        [FromQuery(Name = "tenant_id")][Description("Only events of this tenant since it was last created")] string? tenantId,
        [FromQuery(Name = "limit")][Description(AboutLimit)] string? limit)
    {
        ApiCall call = new(http);
        await call.DemandAsync(TenancyPermissions.ReadEvents, PermissionScope.Global).ConfigureAwait(false);
        TenantId? only = tenantId is null ? null : TenantId.TryParse(tenantId, out TenantId id) ? id : throw ApiProblemException.Invalid("tenant_id is no tenant id.");
        return await ReadAsync(call, after, only, limit).ConfigureAwait(false);
    }

    private static async ValueTask<IResult> ReadAsync(ApiCall call, string? after, TenantReference? tenant, string? limit)
    {
        long from = QueryText.Number(after, "after", 0, long.MaxValue, 0);
        IReadOnlyList<TenancyEvent> events = await call.Tenants.ReadEventsAsync(from, tenant, QueryText.Limit(limit), call.Aborted).ConfigureAwait(false);
        EventPage page = new()
        {
            Events = [.. events.Select(e => EventResource.Of(e, call.Api))],
            LastSequence = events.Count == 0 ? from : events[^1].Sequence,
        };
        return ApiResults.Json(call.Http, page);
    }
}
