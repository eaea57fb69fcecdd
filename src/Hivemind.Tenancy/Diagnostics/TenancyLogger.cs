using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hivemind.Tenancy;

/// <summary>
/// The core's logger, of category <c>Hivemind.Tenancy</c>; silent in a host without logging. It also logs the scopes that are left out of
/// order, until the host is disposed of.
/// </summary>
internal sealed class TenancyLogger : IDisposable
{
    private const string Category = "Hivemind.Tenancy";

    public TenancyLogger(IServiceProvider services)
    {
        Log = new QuietLogger((services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(Category));
        ScopeReports.OutOfOrder += Report;
    }

    public ILogger Log { get; }

    public void Dispose() => ScopeReports.OutOfOrder -= Report;

    private void Report(TenantContext left, TenantContext? current) => Log.ScopeLeftOutOfOrder(left.ToString(), current?.ToString() ?? "none");
}
