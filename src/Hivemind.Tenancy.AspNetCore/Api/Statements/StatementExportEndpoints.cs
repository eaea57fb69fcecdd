using System.ComponentModel;
using Hivemind.Tenancy.Billing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// What a tenant owes, for other systems. An address of its own rather than another type of the same one: a link can name it, a file can be called
/// after it, and a client that is made from the document has a method for each.
/// </summary>
internal static class StatementExportEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(StatementEndpoints.One + "/focus.csv", ExportAsync)
            .As(
                "exportStatement",
                StatementEndpoints.Tag,
                "Get what a tenant owes for a month as FOCUS charges",
                "A CSV file (RFC 4180, UTF-8, with a header) by the FinOps Open Cost and Usage Specification 1.2: a row for each line of the statement; BilledCost adds up to its total. A text "
                + "that begins with = + - @, a tab or a carriage return has a ' in front, so that no spreadsheet runs it. Takes what the statement takes.")
            .Produces<Stream>(StatusCodes.Status200OK, FocusCsv.ContentType)
            .Refuses(StatementEndpoints.Refusals);
    }

    internal static async Task<IResult> ExportAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromRoute(Name = "month")][Description(StatementEndpoints.AboutMonth)] string month,
        [FromQuery(Name = "time_zone")][Description(StatementEndpoints.AboutZone)] string? timeZone,
        [FromQuery(Name = "tenant_uid")][Description(PastTenant.About)] string? tenantUid)
    {
        ApiCall call = new(http);
        Statement statement = await StatementEndpoints.FindAsync(call, tenantId, month, timeZone, tenantUid).ConfigureAwait(false);
        return new FocusCsv(statement, call.StatementExporter);
    }
}
