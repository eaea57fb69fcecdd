using System.ComponentModel;
using System.Globalization;
using Hivemind.Tenancy.Billing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What a tenant owes, month by month.</summary>
internal static class StatementEndpoints
{
    public const string Tag = "Statements";
    public const string One = "/tenants/{tenant_id}/statements/{month}";
    public const string AboutMonth = "Which month: yyyy-MM";
    public const string AboutZone = "By whose calendar, an IANA name; UTC unless given";

    public static readonly string[] Refusals =
        [TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.PriceListMissing, TenancyProblemTypes.StatementTrimmed];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/tenants/{tenant_id}/statements", ListAsync)
            .As(
                "listStatements",
                Tag,
                "List the months of which a tenant has statements",
                "The newest, which is that of now, first: as far as its prices and what is retained reach. Takes statements:read at the tenant; at Global scope when it is gone, which tenant_uid names.")
            .Answers<StatementMonthList>()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound);
        group.MapGet(One, GetAsync)
            .As(
                "getStatement",
                Tag,
                "Get what a tenant owes for a month",
                "Of a month that is over the same whenever it is asked for; of the one of now, up to now. Takes statements:read and usage:read at the tenant; at Global scope when it is gone, which tenant_uid names.")
            .Answers<StatementResource>()
            .Refuses(Refusals);
    }

    internal static async Task<IResult> ListAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromQuery(Name = "time_zone")][Description(AboutZone)] string? timeZone,
        [FromQuery(Name = "tenant_uid")][Description(PastTenant.About)] string? tenantUid)
    {
        ApiCall call = new(http);
        TenantReference tenant = await PastTenant.FindAsync(call, tenantId, tenantUid).ConfigureAwait(false);
        return ApiResults.Json(
            http, StatementMonthList.Of(await call.Billing.ListMonthsAsync(tenant, QueryText.Zone(timeZone), call.Aborted).ConfigureAwait(false)));
    }

    internal static async Task<IResult> GetAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromRoute(Name = "month")][Description(AboutMonth)] string month,
        [FromQuery(Name = "time_zone")][Description(AboutZone)] string? timeZone,
        [FromQuery(Name = "tenant_uid")][Description(PastTenant.About)] string? tenantUid) =>
        ApiResults.Json(http, StatementResource.Of(await FindAsync(new ApiCall(http), tenantId, month, timeZone, tenantUid).ConfigureAwait(false)));

    /// <summary>The statement that a route names, if the caller may have it.</summary>
    public static async ValueTask<Statement> FindAsync(ApiCall call, string tenantId, string month, string? timeZone, string? tenantUid)
    {
        TenantReference tenant = await PastTenant.FindAsync(call, tenantId, tenantUid).ConfigureAwait(false);
        return DateOnly.TryParseExact(month, StatementMonthList.Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly first)
            ? await call.Billing.GetStatementAsync(tenant, first.Year, first.Month, QueryText.Zone(timeZone), call.Aborted).ConfigureAwait(false)
            : throw ApiProblemException.Invalid("The month has to be of the form yyyy-MM, such as 2026-07.");
    }
}
