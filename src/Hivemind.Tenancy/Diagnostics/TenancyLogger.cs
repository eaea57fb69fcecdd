using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hivemind.Tenancy;

/// <summary>The core's logger, of category <c>Hivemind.Tenancy</c>; silent in a host without logging.</summary>
internal sealed class TenancyLogger(IServiceProvider services)
{
    private const string Category = "Hivemind.Tenancy";

    public ILogger Log { get; } = new QuietLogger((services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(Category));
}
