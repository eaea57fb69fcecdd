using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hivemind.Tenancy.EntityFrameworkCore.Sqlite;

/// <summary>
/// Transactions straight on SQLite. The provider's own transactions wait for another process' lock by blocking a thread for
/// 150 ms at a time, which no token cancels; these try again after a few milliseconds, without a thread.
/// </summary>
internal static class SqliteConnections
{
    /// <summary>Beyond these bits a result code says more about the same failure.</summary>
    private const int PrimaryCode = 0xff;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(10);

    /// <summary>What holds for one connection and not for the file. The busy timeout is for what is not a transaction's begin.</summary>
    public static void Prepare(SqliteConnection connection)
    {
        raw.sqlite3_busy_timeout(connection.Handle, BusyTimeout(connection));
        Execute(connection, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL");
    }

    /// <summary>Begins a transaction that reads the file as it is at one moment. It waits for no other transaction.</summary>
    public static void BeginSnapshot(SqliteConnection connection) => Execute(connection, "BEGIN");

    /// <summary>Begins the only write transaction of the file, as soon as no other process has one.</summary>
    /// <exception cref="SqliteException">Another process had it all the time: SQLITE_BUSY.</exception>
    public static ValueTask BeginWriteAsync(SqliteConnection connection, CancellationToken cancellationToken) =>
        ExecuteWhenFreeAsync(connection, "BEGIN IMMEDIATE", cancellationToken);

    /// <summary>Asks for a write-ahead log, as soon as no other process is at work in the file. It is said once and kept there.</summary>
    /// <exception cref="SqliteException">Another process was at work all the time: SQLITE_BUSY.</exception>
    public static ValueTask UseWriteAheadLogAsync(SqliteConnection connection, CancellationToken cancellationToken) =>
        ExecuteWhenFreeAsync(connection, "PRAGMA journal_mode = WAL", cancellationToken);

    public static void Commit(SqliteConnection connection) => Execute(connection, "COMMIT");

    /// <summary>Takes back what was not committed, if SQLite has not done so already.</summary>
    public static void RollBack(SqliteConnection connection)
    {
        if (connection.Handle is { } handle && raw.sqlite3_get_autocommit(handle) == 0)
        {
            _ = raw.sqlite3_exec(handle, "ROLLBACK");
        }
    }

    public static void Execute(SqliteConnection connection, string sql) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, sql), connection.Handle);

    private static async ValueTask ExecuteWhenFreeAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        // Real time, whatever clock the host injects: this waits for another process.
        TimeProvider time = TimeProvider.System;
        long start = time.GetTimestamp();
        TimeSpan limit = TimeSpan.FromMilliseconds(BusyTimeout(connection));
        TimeSpan pause = TimeSpan.FromMilliseconds(1);
        raw.sqlite3_busy_timeout(connection.Handle, 0);
        try
        {
            while (true)
            {
                int result = raw.sqlite3_exec(connection.Handle, sql);
                if (result == raw.SQLITE_OK)
                {
                    return;
                }

                if ((result & PrimaryCode) != raw.SQLITE_BUSY || time.GetElapsedTime(start) >= limit)
                {
                    SqliteException.ThrowExceptionForRC(result, connection.Handle);
                }

                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                pause = pause < LongestPause ? pause + TimeSpan.FromMilliseconds(1) : LongestPause;
            }
        }
        finally
        {
            raw.sqlite3_busy_timeout(connection.Handle, BusyTimeout(connection));
        }
    }

    /// <summary>In milliseconds; what the connection string calls the default timeout, in seconds.</summary>
    private static int BusyTimeout(SqliteConnection connection) => (int)Math.Min(connection.DefaultTimeout * 1000L, int.MaxValue);
}
