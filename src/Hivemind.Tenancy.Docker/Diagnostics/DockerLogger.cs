using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hivemind.Tenancy.Docker;

/// <summary>This package's logger, of category <c>Hivemind.Tenancy.Docker</c>; silent in a host without logging.</summary>
internal sealed class DockerLogger(ILoggerFactory? logging = null)
{
    public ILogger Log { get; } = (logging ?? NullLoggerFactory.Instance).CreateLogger("Hivemind.Tenancy.Docker");
}
