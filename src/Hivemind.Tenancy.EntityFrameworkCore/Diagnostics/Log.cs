using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What this package logs. Ids are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "What need not be kept of events and idempotency keys could not be removed; it is tried again each minute.")]
    public static partial void TrimmingFailed(ILogger logger, Exception exception);
}
