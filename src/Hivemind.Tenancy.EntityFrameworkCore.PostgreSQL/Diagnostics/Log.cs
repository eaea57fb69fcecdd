using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>What this package logs. Ids are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Other hosts' changes of tenants and access are not received: the connection that listens failed. Cached answers are up to {CacheDuration} old until it is back.")]
    public static partial void ListeningFailed(ILogger logger, TimeSpan cacheDuration, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "Listening for other hosts' changes of tenants and access.")]
    public static partial void Listening(ILogger logger);
}
