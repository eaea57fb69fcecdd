using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The log of changes.</summary>
internal static class EventEndpoints
{
    public const string Tag = "Events";

    private const string AboutAfter =
        "last_sequence of the page before; 0, as it is unless given, for the beginning. With newest_first only older events; unless given from the newest on";

    private const string AboutKind = "Only events of this kind, for instance tenant_created; may be given several times";
    private const string AboutFrom = "Only events that occurred then or later, RFC 3339";
    private const string AboutUntil = "Only events that occurred before then, RFC 3339";
    private const string AboutNewestFirst = "true for the newest first; false unless given";
    private const string AboutLimit = "Most events to return, 1 to 1,000; 100 unless given";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/tenants/{tenant_id}/events", ListOfTenantAsync)
            .As("listTenantEvents", Tag, "Read the log of a tenant's changes", "Oldest first unless asked otherwise, of this tenant and no former one of its id. Takes events:read at the tenant.")
            .Answers<EventLogPage>()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound);
        group.MapGet("/events", ListAsync)
            .As("listEvents", Tag, "Read the log of all changes", "Oldest first unless asked otherwise. Takes events:read at Global scope.")
            .Answers<EventLogPage>()
            .Refuses(TenancyProblemTypes.InvalidRequest);
    }

    internal static async Task<IResult> ListOfTenantAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromQuery(Name = "after")][Description(AboutAfter)] string? after,
        [FromQuery(Name = "from")][Description(AboutFrom)] string? from,
        [FromQuery(Name = "until")][Description(AboutUntil)] string? until,
        [FromQuery(Name = "newest_first")][Description(AboutNewestFirst)] string? newestFirst,
        [FromQuery(Name = "limit")][Description(AboutLimit)] string? limit,
        [FromQuery(Name = "kind")][Description(AboutKind)] string[]? kind = null)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        return await ReadAsync(call, Query(after, tenant, kind, from, until, newestFirst, limit)).ConfigureAwait(false);
    }

    internal static async Task<IResult> ListAsync(
        HttpContext http,
        [FromQuery(Name = "after")][Description(AboutAfter)] string? after,
        [FromQuery(Name = "tenant_id")][Description("Only events of this tenant since it was last created")] string? tenantId,
        [FromQuery(Name = "from")][Description(AboutFrom)] string? from,
        [FromQuery(Name = "until")][Description(AboutUntil)] string? until,
        [FromQuery(Name = "newest_first")][Description(AboutNewestFirst)] string? newestFirst,
        [FromQuery(Name = "limit")][Description(AboutLimit)] string? limit,
        [FromQuery(Name = "kind")][Description(AboutKind)] string[]? kind = null)
    {
        ApiCall call = new(http);
        TenantId? only = tenantId is null ? null : TenantId.TryParse(tenantId, out TenantId id) ? id : throw ApiProblemException.Invalid("tenant_id is no tenant id.");
        return await ReadAsync(call, Query(after, only, kind, from, until, newestFirst, limit)).ConfigureAwait(false);
    }

    private static EventQuery Query(
        string? after, TenantReference? tenant, string[]? kinds, string? from, string? until, string? newestFirst, string? limit)
    {
        bool isNewestFirst = QueryText.Flag(newestFirst, "newest_first");
        return new EventQuery
        {
            // In order from 0 and not from where the log begins, so that what is gone is told.
            After = after is null && isNewestFirst ? null : QueryText.Number(after, "after", 0, long.MaxValue, 0),
            Tenant = tenant,
            Kinds = kinds is { Length: > 0 } ? [.. kinds.Select(EventDetails.KindNamed)] : null,
            From = QueryText.Time(from, "from"),
            Until = QueryText.Time(until, "until"),
            NewestFirst = isNewestFirst,
            Limit = QueryText.Limit(limit),
        };
    }

    private static async ValueTask<IResult> ReadAsync(ApiCall call, EventQuery query)
    {
        EventPage found = await call.Tenants.ReadEventsAsync(query, call.Aborted).ConfigureAwait(false);
        EventLogPage page = new()
        {
            Events = [.. found.Events.Select(e => EventResource.Of(e, call.Api))],
            LastSequence = found.Next ?? 0,
            IsTrimmed = found.IsTrimmed,
        };
        return ApiResults.Json(call.Http, page);
    }
}
