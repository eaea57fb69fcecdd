namespace Hivemind.Tenancy.Billing;

/// <summary>The export, as the host names what it offers. An object of the container, so that who maps a route for it does not bring the export in.</summary>
internal sealed class StatementExporter(FocusOptions focus) : IStatementExporter
{
    public Task WriteFocusCsvAsync(TextWriter writer, IAsyncEnumerable<Statement> statements, CancellationToken cancellationToken) =>
        FocusExport.WriteCsvAsync(writer, statements, focus, cancellationToken);
}
