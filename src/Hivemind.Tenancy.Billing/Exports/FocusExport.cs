using CsvHelper;

namespace Hivemind.Tenancy.Billing;

/// <summary>
/// Statements as the FinOps Open Cost and Usage Specification has charges, version <see cref="Version"/>, in CSV (RFC 4180): a row for each line, of ChargeCategory <c>Usage</c>; times in UTC,
/// numbers in plain digits, no value as nothing between two commas. BilledCost is the line's amount, rounded as on the statement, so that rows add up to its total; ListCost and
/// ContractedCost are PricingQuantity, which has 12 digits after the point, times the unit price, not rounded; ConsumedQuantity is exact.
/// </summary>
public static class FocusExport
{
    /// <summary>Which version of FOCUS it is.</summary>
    public const string Version = "1.2";

    private static readonly CsvWriterOptions Format = new() { Injection = CsvInjection.Escape };

    /// <summary>
    /// Writes a header and a row for each line of each statement, one statement at a time. A text that a spreadsheet would take for a formula, because it begins with <c>= + - @</c>, a tab
    /// or a carriage return, gets a <c>'</c> in front, as OWASP advises; no number is negative.
    /// </summary>
    /// <param name="writer">Where to; stays open.</param>
    /// <param name="statements">What; may be of different tenants, months and currencies.</param>
    /// <param name="options">Who provides what.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    public static async Task WriteCsvAsync(
        TextWriter writer, IAsyncEnumerable<Statement> statements, FocusOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(statements);
        ArgumentNullException.ThrowIfNull(options);
        CsvWriter csv = CsvWriter.Create(writer, Format, leaveOpen: true);
        await using (csv.ConfigureAwait(false))
        {
            await csv.WriteRecordAsync([.. FocusColumns.All.Select(c => c.Name)], cancellationToken).ConfigureAwait(false);
            await foreach (Statement statement in statements.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                foreach (StatementLine line in statement.Lines)
                {
                    FocusRow row = new(statement, line, options);
                    await csv.WriteRecordAsync([.. FocusColumns.All.Select(c => c.Value(row))], cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
