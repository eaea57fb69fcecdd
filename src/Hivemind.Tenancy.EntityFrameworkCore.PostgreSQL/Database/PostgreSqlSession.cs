using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>
/// What every transaction says itself, so that defaults of the role, the database or the connection string do not matter. With
/// BEGIN and its isolation level in front it goes in one round trip.
/// </summary>
internal static class PostgreSqlSession
{
    /// <summary>In front of a batch that is a transaction of its own, which COMMIT ends.</summary>
    public const string BeginWrite = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE";

    /// <summary>The first statement of a transaction that is begun already and writes.</summary>
    public const string Write = "SET TRANSACTION READ WRITE";

    /// <summary>For what waits as long as others need: the lock of migrations.</summary>
    public const string WaitForLocks = "SET LOCAL lock_timeout = 0";

    private const int FirstWithTransactionTimeout = 17;

    // The server gives up a frozen host's locks before others give up waiting for them, and both before the driver's own time-out
    // of 30 s. How long a statement runs is the driver's to limit. Tables stand in the schema in which EF Core looks for its history, never in a session's own.
    private const string All =
        "SELECT set_config('search_path', 'public, pg_temp', true), set_config('lock_timeout', '20s', true), "
        + "set_config('idle_in_transaction_session_timeout', '10s', true), set_config('statement_timeout', '0', true), "
        + "set_config('standard_conforming_strings', 'on', true)";

    private const string AllSince17 = All + ", set_config('transaction_timeout', '0', true)";

    public static string Settings(NpgsqlConnection connection) =>
        connection.PostgreSqlVersion.Major >= FirstWithTransactionTimeout ? AllSince17 : All;
}
