namespace Hivemind.Tenancy.Tests;

/// <summary>Collects what is reported of scopes in this flow of execution.</summary>
internal sealed class ScopeReportLog : IDisposable
{
    private static readonly AsyncLocal<ScopeReportLog?> Of = new();

    public ScopeReportLog()
    {
        Of.Value = this;
        ScopeReports.OutOfOrder += Report;
    }

    /// <summary>What was left, and what was current afterwards.</summary>
    public List<(TenantContext Left, TenantContext? Current)> Reports { get; } = [];

    public bool Fails { get; init; }

    public void Dispose()
    {
        ScopeReports.OutOfOrder -= Report;
        Of.Value = null;
    }

    private void Report(TenantContext left, TenantContext? current)
    {
        // Other tests run at the same time.
        if (Of.Value == this)
        {
            Reports.Add((left, current));
            if (Fails)
            {
                throw new InvalidTimeZoneException("the log fails");
            }
        }
    }
}
