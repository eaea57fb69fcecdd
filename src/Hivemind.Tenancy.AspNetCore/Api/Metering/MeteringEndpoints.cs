using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What a tenant has held over time.</summary>
internal static class MeteringEndpoints
{
    private const string Groups = "namespace, source, label";

    public static void Map(RouteGroupBuilder group) => group.MapGet("/tenants/{tenant_id}/usage/measure", MeasureAsync)
        .As(
            "measureUsage",
            "Quotas",
            "Measure what a tenant has held over time",
            "Exactly, where the host meters; otherwise nothing. What is still held counts up to now. Takes usage:read at the tenant; at Global scope when it is gone, which tenant_uid names.")
        .Answers<MeteredUsageList>()
        .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound);

    internal static async Task<IResult> MeasureAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromQuery(Name = "from")][Description("From then on, as RFC 3339 has it, with Z or an offset; required")] string? from,
        [FromQuery(Name = "until")][Description("Until then; required")] string? until,
        [FromQuery(Name = "period")][Description("Into what the time is cut: minute, hour, day, week or month, at most 10,000 of them; not at all unless given")] string? period,
        [FromQuery(Name = "time_zone")][Description("Whose calendar cuts it, an IANA name; UTC unless given")] string? timeZone,
        [FromQuery(Name = "group_by")][Description("What is told apart: namespace, source or label; nothing unless given")] string? groupBy,
        [FromQuery(Name = "label")][Description("The key of the label; for group_by=label only")] string? label,
        [FromQuery(Name = "tenant_uid")][Description(PastTenant.About)] string? tenantUid)
    {
        ApiCall call = new(http);
        TenantReference tenant = await PastTenant.FindAsync(call, tenantId, tenantUid).ConfigureAwait(false);
        MeterQuery query = new(PastTenant.Time(from, "from"), PastTenant.Time(until, "until"))
        {
            Tenant = tenant,
            Period = (CalendarUnit?)QueryText.Name<CalendarUnitName>(period, "period"),
            TimeZone = Zone(timeZone),
            GroupBy = Group(groupBy, label),
        };
        return ApiResults.Json(http, MeteredUsageList.Of(await call.Meter.MeasureAsync(query, call.Aborted).ConfigureAwait(false)));
    }

    private static TimeZoneInfo Zone(string? name) => name is null ? TimeZoneInfo.Utc
        : TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone
        : throw ApiProblemException.Invalid("time_zone has to be an IANA name that this host knows, such as Europe/Berlin.");

    private static MeterGroup Group(string? groupBy, string? label)
    {
        if ((label is not null) != (groupBy == "label"))
        {
            throw ApiProblemException.Invalid("group_by=label and label, the key, belong together.");
        }

        return groupBy switch
        {
            null => MeterGroup.None,
            "namespace" => MeterGroup.Namespace,
            "source" => MeterGroup.Source,
            "label" => MeterGroup.Label(label!),
            _ => throw ApiProblemException.Invalid($"group_by has to be one of {Groups}."),
        };
    }
}
