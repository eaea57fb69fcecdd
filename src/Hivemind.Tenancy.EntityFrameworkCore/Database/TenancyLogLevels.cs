using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>At which levels EF Core logs what a store does. For authors of a database's package.</summary>
public static class TenancyLogLevels
{
    /// <summary>
    /// Logs statements at debug, and failures of statements, too: a lost race or a table that is not there yet is expected, and
    /// what is not reaches the caller as a <see cref="TenancyStoreException"/>.
    /// </summary>
    public static DbContextOptionsBuilder UseTenancyLogLevels(this DbContextOptionsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureWarnings(warnings => warnings.Log(
            (RelationalEventId.CommandExecuted, LogLevel.Debug),
            (RelationalEventId.CommandError, LogLevel.Debug),
            (RelationalEventId.ConnectionError, LogLevel.Debug),
            (RelationalEventId.TransactionError, LogLevel.Debug),
            (CoreEventId.SaveChangesFailed, LogLevel.Debug),
            (CoreEventId.QueryIterationFailed, LogLevel.Debug)));
    }
}
