using System.Text;
using Hivemind.Tenancy.Billing;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A statement as a file of FOCUS charges, written as it is made. It runs after the filter: whoever may have the statement may have it in this form.</summary>
internal sealed class FocusCsv(Statement statement, IStatementExporter exporter) : IResult
{
    public const string ContentType = "text/csv";

    /// <summary>Without a byte order mark: the parameter says it.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // Ids are labels, so nothing in the name needs to be quoted.
        string month = StatementMonthList.Text(new DateOnly(statement.Year, statement.Month, 1));
        HttpResponse response = httpContext.Response;
        response.ContentType = $"{ContentType}; charset=utf-8; header=present";
        response.Headers.ContentDisposition = $"attachment; filename=\"{statement.TenantId.Value}-{month}-focus.csv\"";
        StreamWriter writer = new(response.Body, Utf8, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            await exporter.WriteFocusCsvAsync(writer, new[] { statement }.ToAsyncEnumerable(), httpContext.RequestAborted).ConfigureAwait(false);
        }
    }
}
