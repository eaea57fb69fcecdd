using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hivemind.Tenancy.Workloads;

/// <summary>This package's logger, of category <c>Hivemind.Tenancy.Workloads</c>; silent in a host without logging.</summary>
internal sealed class WorkloadsLogger(ILoggerFactory? logging = null)
{
    public ILogger Log { get; } = (logging ?? NullLoggerFactory.Instance).CreateLogger("Hivemind.Tenancy.Workloads");
}
