using System.Data.Common;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>Which failures say that the same call, made again unchanged, may succeed. By SQLSTATE: messages are translated.</summary>
internal static class PostgreSqlFailures
{
    private const string ConnectionClass = "08";
    private const string ResourcesClass = "53";
    private const string IdleInTransactionTimeout = "25P03";
    private const string TransactionTimeout = "25P04";

    /// <summary>The session is gone, and its transaction was taken back: a call that began it again within the same call is safe.</summary>
    public static readonly string[] EndedSession =
    [
        PostgresErrorCodes.AdminShutdown,
        PostgresErrorCodes.CrashShutdown,
        PostgresErrorCodes.IdleSessionTimeout,
        IdleInTransactionTimeout,
    ];

    public static bool IsTransient(DbException exception) =>
        exception.IsTransient || IsReadOnlyServer(exception) || exception.SqlState is { } state && IsTransient(state);

    /// <summary>
    /// The server writes nothing: it became a standby, or was set to read only. What is pooled goes to that server until it is closed.
    /// </summary>
    public static bool IsReadOnlyServer(DbException exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.ReadOnlySqlTransaction,
    }

    // What a standby answers to READ WRITE, of a transaction: it refuses the setting, by the routine that checks settings.
    or PostgresException { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "call_bool_check_hook" };

    /// <summary>By the code alone.</summary>
    public static bool IsTransient(string state) =>
        state.StartsWith(ConnectionClass, StringComparison.Ordinal)
        || state.StartsWith(ResourcesClass, StringComparison.Ordinal)
        || Array.IndexOf(EndedSession, state) >= 0
        || state is PostgresErrorCodes.ReadOnlySqlTransaction
            or TransactionTimeout
            or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.StatementCompletionUnknown
            or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.ObjectInUse
            or PostgresErrorCodes.QueryCanceled
            or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.SystemError
            or PostgresErrorCodes.IoError
            or PostgresErrorCodes.SnapshotFailure;
}
