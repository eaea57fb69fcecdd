using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What tenants have held over time: one, and all of them together.</summary>
internal static class MeteringEndpoints
{
    private const string Tag = "Quotas";
    private const string AboutFrom = "From then on, as RFC 3339 has it, with Z or an offset; required";
    private const string AboutUntil = "Until then; required";
    private const string AboutPeriod = "Into what the time is cut: minute, hour, day, week or month, at most 10,000 of them; not at all unless given";
    private const string AboutZone = "Whose calendar cuts it, an IANA name; UTC unless given";
    private const string AboutLabel = "The key of the label; for group_by=label only";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/tenants/{tenant_id}/usage/measure", MeasureAsync)
            .As(
                "measureUsage",
                Tag,
                "Measure what a tenant has held over time",
                "Exactly, where the host meters; otherwise nothing. What is still held counts up to now. Takes usage:read at the tenant; at Global scope when it is gone, which tenant_uid names.")
            .Answers<MeteredUsageList>()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound);
        group.MapGet("/usage/measure", MeasureAllAsync)
            .As(
                "measureAllUsage",
                Tag,
                "Measure what all tenants have held over time",
                "Those that are gone, too, as long as their usage is retained; together, or told apart by group_by=tenant. Takes usage:read at Global scope.")
            .Answers<MeteredUsageList>()
            .Refuses(TenancyProblemTypes.InvalidRequest);
    }

    internal static async Task<IResult> MeasureAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromQuery(Name = "from")][Description(AboutFrom)] string? from,
        [FromQuery(Name = "until")][Description(AboutUntil)] string? until,
        [FromQuery(Name = "period")][Description(AboutPeriod)] string? period,
        [FromQuery(Name = "time_zone")][Description(AboutZone)] string? timeZone,
        [FromQuery(Name = "group_by")][Description("What is told apart: namespace, source or label; nothing unless given")] string? groupBy,
        [FromQuery(Name = "label")][Description(AboutLabel)] string? label,
        [FromQuery(Name = "tenant_uid")][Description(PastTenant.About)] string? tenantUid)
    {
        ApiCall call = new(http);
        TenantReference tenant = await PastTenant.FindAsync(call, tenantId, tenantUid).ConfigureAwait(false);
        MeterQuery query = Query(from, until, period, timeZone) with { Tenant = tenant, GroupBy = Group(groupBy, label, isOfAll: false) };
        return ApiResults.Json(http, MeteredUsageList.Of(await call.Meter.MeasureAsync(query, call.Aborted).ConfigureAwait(false)));
    }

    internal static async Task<IResult> MeasureAllAsync(
        HttpContext http,
        [FromQuery(Name = "from")][Description(AboutFrom)] string? from,
        [FromQuery(Name = "until")][Description(AboutUntil)] string? until,
        [FromQuery(Name = "period")][Description(AboutPeriod)] string? period,
        [FromQuery(Name = "time_zone")][Description(AboutZone)] string? timeZone,
        [FromQuery(Name = "group_by")][Description("What is told apart: tenant, by its uid, namespace, source or label; nothing unless given")] string? groupBy,
        [FromQuery(Name = "label")][Description(AboutLabel)] string? label)
    {
        ApiCall call = new(http);
        MeterQuery query = Query(from, until, period, timeZone) with { GroupBy = Group(groupBy, label, isOfAll: true) };
        return ApiResults.Json(http, MeteredUsageList.Of(await call.Meter.MeasureAsync(query, call.Aborted).ConfigureAwait(false)));
    }

    private static MeterQuery Query(string? from, string? until, string? period, string? timeZone) =>
        new(PastTenant.Time(from, "from"), PastTenant.Time(until, "until"))
        {
            Period = (CalendarUnit?)QueryText.Name<CalendarUnitName>(period, "period"),
            TimeZone = QueryText.Zone(timeZone),
        };

    private static MeterGroup Group(string? groupBy, string? label, bool isOfAll)
    {
        if ((label is not null) != (groupBy == "label"))
        {
            throw ApiProblemException.Invalid("group_by=label and label, the key, belong together.");
        }

        return groupBy switch
        {
            null => MeterGroup.None,
            "tenant" when isOfAll => MeterGroup.Tenant,
            "namespace" => MeterGroup.Namespace,
            "source" => MeterGroup.Source,
            "label" => MeterGroup.Label(label!),
            _ => throw ApiProblemException.Invalid($"group_by has to be one of {(isOfAll ? "tenant, " : string.Empty)}namespace, source, label."),
        };
    }
}
