using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Options;
using SQLitePCL;

namespace Hivemind.Tenancy.EntityFrameworkCore.Sqlite;

/// <summary>One SQLite file. It has one writer at a time, so the write transaction is the lock of every tenant and of the log; its hosts share a machine, whose time is the store's.</summary>
internal sealed class SqliteTenancyDatabase(
    IDbContextFactory<SqliteTenancyDbContext> contexts, IOptions<TenancyDatabaseOptions> options, StoreClock? clockOfTests = null)
    : TenancyDatabase(options, clockOfTests)
{
    private volatile string? _file;

    protected override string RowLock => string.Empty;

    protected override string? Location => _file;

    protected override bool IsTransient(DbException exception) =>
        exception is SqliteException failure && SqliteFailures.IsTransient(failure.SqliteExtendedErrorCode);

    protected override bool IsUniqueViolation(DbException exception) => exception is SqliteException
    {
        SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY,
    };

    protected override async ValueTask<TenancyDbContext> CreateContextAsync(CancellationToken cancellationToken)
    {
        SqliteTenancyDbContext context = await contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
        _file ??= Path.GetFullPath(Connection(context).DataSource);
        return context;
    }

    protected override async ValueTask<TenancyTransaction> BeginSnapshotAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        SqliteConnection connection = Connection(context);
        SqliteConnections.BeginSnapshot(connection);
        return new SqliteTenancyTransaction(connection, gate: null, context.Database.CloseConnectionAsync);
    }

    protected override async ValueTask<TenancyTransaction> BeginWriteAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        SqliteConnection connection = Connection(context);
        SemaphoreSlim gate = SqliteGates.Of(Path.GetFullPath(connection.DataSource));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await SqliteConnections.BeginWriteAsync(connection, cancellationToken).ConfigureAwait(false);
            return new SqliteTenancyTransaction(connection, gate, context.Database.CloseConnectionAsync);
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    /// <summary>
    /// In one write transaction, so that other hosts wait and a host that dies leaves nothing behind. EF Core's own lock is a row
    /// in a table, which stays there when its host is killed, and then no host can migrate any more.
    /// </summary>
    protected override async Task ApplyMigrationsAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            SqliteConnection connection = Connection(context);
            await SqliteConnections.UseWriteAheadLogAsync(connection, cancellationToken).ConfigureAwait(false);
            await EnsureWriteAheadLogAsync(connection, cancellationToken).ConfigureAwait(false);

            // A migration that rebuilds a table drops it first. This cannot be said within the transaction.
            SqliteConnections.Execute(connection, "PRAGMA foreign_keys = OFF");
            TenancyTransaction transaction = await BeginWriteAsync(context, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (!await IsCurrentAsync(context, cancellationToken).ConfigureAwait(false))
                {
                    IReadOnlyList<string> applied = await ReadAppliedMigrationsAsync(context, cancellationToken).ConfigureAwait(false);
                    await ExecuteAsync(
                        connection,
                        context.GetService<IMigrator>().GenerateScript(applied.Count == 0 ? null : applied[^1], null, MigrationsSqlGenerationOptions.NoTransactions),
                        cancellationToken).ConfigureAwait(false);
                    await EnsureForeignKeysAsync(connection, cancellationToken).ConfigureAwait(false);
                }

                await transaction.CommitAsync().ConfigureAwait(false);
            }

            SqliteConnections.Execute(connection, "PRAGMA foreign_keys = ON");
        }
        finally
        {
            await context.Database.CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A copy that VACUUM INTO or the backup API made has the schema, but not the mode of its original.</summary>
    protected override async Task PrepareAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            SqliteConnection connection = Connection(context);
            await SqliteConnections.UseWriteAheadLogAsync(connection, cancellationToken).ConfigureAwait(false);
            await EnsureWriteAheadLogAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await context.Database.CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    private static SqliteConnection Connection(TenancyDbContext context) => (SqliteConnection)context.Database.GetDbConnection();

    private static async Task EnsureWriteAheadLogAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        SqliteCommand command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = "PRAGMA journal_mode";
            object? mode = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            if (mode is not "wal")
            {
                throw new InvalidOperationException(
                    $"SQLite cannot keep a write-ahead log for '{connection.DataSource}': its journal mode stays '{mode}'. A local file system is needed.");
            }
        }
    }

    private static async Task EnsureForeignKeysAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        SqliteCommand command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = "PRAGMA foreign_key_check";
            if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is { } table)
            {
                throw new InvalidOperationException($"After the migration rows of '{table}' refer to rows that are not there. Nothing was changed.");
            }
        }
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        SqliteCommand command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
