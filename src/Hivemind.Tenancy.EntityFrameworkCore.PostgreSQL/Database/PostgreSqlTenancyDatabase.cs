using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>
/// PostgreSQL: row locks, READ COMMITTED, in which a statement after a lock sees what was committed before the lock was had, and the
/// server's clock. Statements go together: a step is two round trips, a look one.
/// </summary>
internal sealed partial class PostgreSqlTenancyDatabase : TenancyDatabase, IAsyncDisposable, IDisposable
{
    private const long MigrationLock = 5208871546380;

    private const int RetryCount = 3;
    private const int PreparedStatements = 64;
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _dataSource;
    private readonly bool _ownsDataSource;
    private readonly PooledDbContextFactory<PostgreSqlTenancyDbContext> _contexts;
    private readonly Lazy<PostgreSqlListener?> _listener;

    public PostgreSqlTenancyDatabase(
        PostgreSqlConnection connection,
        IOptions<TenancyDatabaseOptions> options,
        TenancyCacheInvalidator invalidator,
        ILoggerFactory? logging = null,
        StoreClock? clockOfTests = null)
        : base(options, clockOfTests)
    {
        TimeSpan cacheDuration = options.Value.CacheDuration;
        _listener = new Lazy<PostgreSqlListener?>(() => cacheDuration == TimeSpan.Zero ? null : new PostgreSqlListener(
            _dataSource!, invalidator, EventsAppended, cacheDuration, (logging ?? NullLoggerFactory.Instance).CreateLogger<PostgreSqlListener>()));
        _ownsDataSource = connection.DataSource is null;

        // The pool has timers.
        _dataSource = connection.DataSource ?? NoCaller.Run(() => Build(connection.ConnectionString!, logging));
        DbContextOptionsBuilder<PostgreSqlTenancyDbContext> contexts = new();
        contexts
            .UseNpgsql(_dataSource, npgsql => npgsql.EnableRetryOnFailure(RetryCount, LongestRetryDelay, PostgreSqlFailures.EndedSession))
            .UseLoggerFactory(logging)
            .UseTenancyLogLevels();
        _contexts = new PooledDbContextFactory<PostgreSqlTenancyDbContext>(contexts.Options);
    }

    protected override string RowLock => " FOR UPDATE";

    protected override string RowLockIfFree => " FOR UPDATE SKIP LOCKED";

    protected override string SharedRowLock => " FOR SHARE";

    protected override string? Location
    {
        get
        {
            NpgsqlConnectionStringBuilder target = new(_dataSource.ConnectionString);
            return $"{target.Host}/{target.Database ?? target.Username}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_listener is { IsValueCreated: true, Value: { } listener })
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }

        if (_ownsDataSource)
        {
            await _dataSource.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        if (_listener is { IsValueCreated: true, Value: { } listener })
        {
            listener.Stop();
        }

        if (_ownsDataSource)
        {
            _dataSource.Dispose();
        }
    }

    protected override bool IsTransient(DbException exception)
    {
        if (PostgreSqlFailures.IsReadOnlyServer(exception))
        {
            // Sessions with a server that was demoted live on; new ones find the new primary.
            _dataSource.Clear();
        }

        return PostgreSqlFailures.IsTransient(exception);
    }

    protected override bool IsUniqueViolation(DbException exception) => exception.SqlState == PostgresErrorCodes.UniqueViolation;

    /// <remarks>Listening begins with the first use, not with the making of the host.</remarks>
    protected override async ValueTask<TenancyDbContext> CreateContextAsync(CancellationToken cancellationToken)
    {
        _ = _listener.Value;
        return await _contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override ValueTask<TenancyTransaction> BeginReadAsync(TenancyDbContext context, CancellationToken cancellationToken) =>
        BeginAsync(context, System.Data.IsolationLevel.ReadCommitted, isWriting: false, cancellationToken);

    protected override ValueTask<TenancyTransaction> BeginSnapshotAsync(TenancyDbContext context, CancellationToken cancellationToken) =>
        BeginAsync(context, System.Data.IsolationLevel.RepeatableRead, isWriting: false, cancellationToken);

    protected override ValueTask<TenancyTransaction> BeginWriteAsync(TenancyDbContext context, CancellationToken cancellationToken) =>
        BeginAsync(context, System.Data.IsolationLevel.ReadCommitted, isWriting: true, cancellationToken);

    /// <remarks>
    /// In one transaction on one connection, under a lock that ends with it: of hosts that come at the same time one migrates, one
    /// that dies leaves nothing behind, and a pool of one connection is enough.
    /// </remarks>
    protected override async Task ApplyMigrationsAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        TenancyTransaction transaction = await BeginWriteAsync(context, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            NpgsqlConnection connection = (NpgsqlConnection)context.Database.GetDbConnection();
            await ExecuteAsync(connection, $"{PostgreSqlSession.WaitForLocks}; SELECT pg_advisory_xact_lock({MigrationLock})", cancellationToken).ConfigureAwait(false);

            // The host that had the lock before may have been newer.
            if (!await IsCurrentAsync(context, cancellationToken).ConfigureAwait(false))
            {
                IReadOnlyList<string> applied = await ReadAppliedMigrationsAsync(context, cancellationToken).ConfigureAwait(false);
                string script = context.GetService<IMigrator>().GenerateScript(applied.Count == 0 ? null : applied[^1], null, MigrationsSqlGenerationOptions.NoTransactions);
                await ExecuteAsync(connection, script, cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync().ConfigureAwait(false);
        }
    }

    /// <remarks>Asks whether there is a history first: EF Core reads it and catches the failure, which ends the transaction here.
    /// By a statement over the catalogue, which sees what was committed before it: <c>to_regclass</c> remembers what it did not find before the wait for the lock.</remarks>
    protected override async Task<IReadOnlyList<string>> ReadAppliedMigrationsAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        List<string> applied = [];
        if (await ReadAsync("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'public' AND tablename = '__EFMigrationsHistory'", applied).ConfigureAwait(false))
        {
            applied.Clear();
            await ReadAsync("SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY \"MigrationId\"", applied).ConfigureAwait(false);
        }

        return applied;

        async Task<bool> ReadAsync(string sql, List<string> into)
        {
            DbCommand command = context.Database.GetDbConnection().CreateCommand();
            await using (command.ConfigureAwait(false))
            {
                command.CommandText = sql;
                DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        into.Add(reader.GetString(0));
                    }
                }
            }

            return into.Count > 0;
        }
    }

    private static async ValueTask<TenancyTransaction> BeginAsync(
        TenancyDbContext context, System.Data.IsolationLevel level, bool isWriting, CancellationToken cancellationToken)
    {
        PostgreSqlTenancyTransaction transaction = new(await context.Database.BeginTransactionAsync(level, cancellationToken).ConfigureAwait(false));
        try
        {
            NpgsqlConnection connection = (NpgsqlConnection)context.Database.GetDbConnection();
            NpgsqlBatch batch = new(connection);
            await using (batch.ConfigureAwait(false))
            {
                if (isWriting)
                {
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgreSqlSession.Write));
                }

                batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgreSqlSession.Settings(connection)));
                await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Without a limit of time: what other hosts or the size of a table need.</summary>
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static NpgsqlDataSource Build(string connectionString, ILoggerFactory? logging)
    {
        NpgsqlDataSourceBuilder builder = new(connectionString);
        builder.UseLoggerFactory(logging is null ? null : new NpgsqlLoggerFactory(logging));

        // A host behind a connection pooler may have to forbid it: 'Max Auto Prepare=0' in the connection string.
        if (!builder.ConnectionStringBuilder.ShouldSerialize("Max Auto Prepare"))
        {
            builder.ConnectionStringBuilder.MaxAutoPrepare = PreparedStatements;
            builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        }

        return builder.Build();
    }
}
