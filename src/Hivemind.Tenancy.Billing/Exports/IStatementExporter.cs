namespace Hivemind.Tenancy.Billing;

/// <summary>Statements for other systems, in the names of this host: what the Tenant API offers beside its own JSON. It authorizes nobody: who has a statement may write it.</summary>
public interface IStatementExporter
{
    /// <summary>Writes FOCUS CSV, see <see cref="FocusExport.WriteCsvAsync"/>.</summary>
    /// <param name="writer">Where to; stays open.</param>
    /// <param name="statements">What; may be of different tenants, months and currencies.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    Task WriteFocusCsvAsync(TextWriter writer, IAsyncEnumerable<Statement> statements, CancellationToken cancellationToken = default);
}
