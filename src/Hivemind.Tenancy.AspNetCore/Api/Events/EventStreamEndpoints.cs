using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The log of changes as it grows.</summary>
internal static class EventStreamEndpoints
{
    private const string AboutAfter = "The id of the last event that was received; unless given only what comes from now on. Last-Event-ID counts more";
    private const string AboutLastId = "As after, as browsers send it when they have lost the connection";
    private const string AboutLimit = "Ends after so many items, 1 to 1,000; unless given it does not";

    private const string About =
        "Server-sent events: id is the sequence, event the kind, data the event as the log shows it. lost-track says that events up to its id may have been missed; "
        + "it comes first unless after or Last-Event-ID is given and all since is kept. ended says why nothing more comes: access_denied or tenant_deleted. ";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/tenants/{tenant_id}/events/stream", FollowTenantAsync)
            .As("followTenantEvents", EventEndpoints.Tag, "Follow a tenant's changes", About + "Takes events:read at the tenant, also when it is suspended.")
            .Produces<Stream>(StatusCodes.Status200OK, EventStreamResult.ContentType)
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound);
        group.MapGet("/events/stream", FollowAsync)
            .As("followEvents", EventEndpoints.Tag, "Follow all changes", About + "Takes events:read at Global scope.")
            .Produces<Stream>(StatusCodes.Status200OK, EventStreamResult.ContentType)
            .Refuses(TenancyProblemTypes.InvalidRequest);
    }

    internal static async Task<IResult> FollowTenantAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromQuery(Name = "after")][Description(AboutAfter)] string? after,
        [FromQuery(Name = "limit")][Description(AboutLimit)] string? limit,
        [FromHeader(Name = "Last-Event-ID")][Description(AboutLastId)] string? lastEventId)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        return await OpenAsync(call, tenant, after, lastEventId, limit).ConfigureAwait(false);
    }

    internal static Task<IResult> FollowAsync(
        HttpContext http,
        [FromQuery(Name = "after")][Description(AboutAfter)] string? after,
        [FromQuery(Name = "limit")][Description(AboutLimit)] string? limit,
        [FromHeader(Name = "Last-Event-ID")][Description(AboutLastId)] string? lastEventId) => OpenAsync(new ApiCall(http), tenant: null, after, lastEventId, limit);

    private static async Task<IResult> OpenAsync(ApiCall call, TenantReference? tenant, string? after, string? lastEventId, string? limit)
    {
        // The address of a page that comes back still has the position that it began from.
        string? last = string.IsNullOrEmpty(lastEventId) ? after : lastEventId;
        long? position = last is null ? null : QueryText.Number(last, "after", 0, long.MaxValue, 0);
        long? most = limit is null ? null : QueryText.Limit(limit);

        // What is refused is a problem, while it can still be the answer.
        await call.Tenants.ReadEventsAsync(new EventQuery { Tenant = tenant, NewestFirst = true, Limit = 1 }, call.Aborted).ConfigureAwait(false);
        ITenantEventStream events = call.Http.RequestServices.GetRequiredService<ITenantEventStream>();
        return new EventStreamResult(call.Api, events.FollowAsync(call.UserId, tenant, position, CancellationToken.None), most);
    }
}
