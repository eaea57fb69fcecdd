using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>
/// PostgreSQL: row locks, an advisory lock for the event log, READ COMMITTED, in which a statement after a lock sees what was
/// committed before the lock was had.
/// </summary>
internal sealed class PostgreSqlTenancyDatabase : TenancyDatabase, IAsyncDisposable, IDisposable
{
    /// <summary>The lock of the event log, the same number as in Migrations/Initial.sql.</summary>
    private const long EventLock = 5208871546379;

    private const long MigrationLock = EventLock + 1;

    private const int RetryCount = 3;
    private const int PreparedStatements = 64;
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(2);

    /// <summary>The server or an administrator ended the session, which took its transaction back.</summary>
    private static readonly string[] EndedSession = [PostgresErrorCodes.AdminShutdown, PostgresErrorCodes.CrashShutdown];

    private readonly NpgsqlDataSource _dataSource;
    private readonly bool _ownsDataSource;
    private readonly PooledDbContextFactory<PostgreSqlTenancyDbContext> _contexts;
    private readonly Lazy<PostgreSqlListener?> _listener;

    public PostgreSqlTenancyDatabase(
        PostgreSqlConnection connection,
        IOptions<TenancyDatabaseOptions> options,
        TenancyCacheInvalidator invalidator,
        ILoggerFactory? logging = null)
        : base(options)
    {
        TimeSpan cacheDuration = options.Value.CacheDuration;
        _listener = new Lazy<PostgreSqlListener?>(() => cacheDuration == TimeSpan.Zero ? null : new PostgreSqlListener(
            _dataSource!, invalidator, cacheDuration, (logging ?? NullLoggerFactory.Instance).CreateLogger<PostgreSqlListener>()));
        _ownsDataSource = connection.DataSource is null;
        _dataSource = connection.DataSource ?? Build(connection.ConnectionString!, logging);
        _contexts = new PooledDbContextFactory<PostgreSqlTenancyDbContext>(
            new DbContextOptionsBuilder<PostgreSqlTenancyDbContext>()
                .UseNpgsql(_dataSource, npgsql => npgsql.EnableRetryOnFailure(RetryCount, LongestRetryDelay, EndedSession))
                .UseLoggerFactory(logging)
                .Options);
    }

    protected override string RowLock => " FOR UPDATE";

    public static bool IsTransientFailure(DbException exception) =>
        exception.IsTransient || Array.IndexOf(EndedSession, exception.SqlState) >= 0 || exception.SqlState == PostgresErrorCodes.QueryCanceled;

    /// <summary>Signals the events to other hosts, too, except those that change no cached answer, such as crossings: NOTIFY makes commits wait for each other.</summary>
    public override async ValueTask<IReadOnlyList<TenancyEvent>> AppendAsync(
        TenancyDbContext context, IReadOnlyList<TenancyEvent> events, CancellationToken cancellationToken)
    {
        foreach (string signal in events.Select(TenancyCacheInvalidator.SignalFor).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            await SignalAsync(context, signal, cancellationToken).ConfigureAwait(false);
        }

        return await base.AppendAsync(context, events, cancellationToken).ConfigureAwait(false);
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

    protected override bool IsTransient(DbException exception) => IsTransientFailure(exception);

    protected override bool IsUniqueViolation(DbException exception) => exception.SqlState == PostgresErrorCodes.UniqueViolation;

    protected override async ValueTask SignalAsync(TenancyDbContext context, string signal, CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync($"SELECT pg_notify({PostgreSqlListener.Channel}, {signal})", cancellationToken).ConfigureAwait(false);

    /// <remarks>Listening begins with the first use, not with the making of the host.</remarks>
    protected override async ValueTask<TenancyDbContext> CreateContextAsync(CancellationToken cancellationToken)
    {
        _ = _listener.Value;
        return await _contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async ValueTask<TenancyTransaction> BeginSnapshotAsync(TenancyDbContext context, CancellationToken cancellationToken) =>
        new PostgreSqlTenancyTransaction(await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false));

    protected override async ValueTask<TenancyTransaction> BeginWriteAsync(TenancyDbContext context, CancellationToken cancellationToken) =>
        new PostgreSqlTenancyTransaction(await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false));

    protected override async ValueTask LockEventsAsync(TenancyDbContext context, CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({EventLock})", cancellationToken).ConfigureAwait(false);

    /// <remarks>
    /// EF Core locks the history table while it migrates, but not while it makes that table: here hosts queue up before. The lock
    /// belongs to a transaction, so that it ends with its holder, through a connection pooler, too.
    /// </remarks>
    protected override async Task ApplyMigrationsAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                NpgsqlCommand command = new("SELECT pg_advisory_xact_lock($1)", connection, transaction);
                await using (command.ConfigureAwait(false))
                {
                    command.CommandTimeout = 0;
                    command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = MigrationLock });
                    await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }

                // The host that had the lock before may have been newer.
                if (!await IsCurrentAsync(context, cancellationToken).ConfigureAwait(false))
                {
                    await context.Database.MigrateAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private static NpgsqlDataSource Build(string connectionString, ILoggerFactory? logging)
    {
        NpgsqlDataSourceBuilder builder = new(connectionString);
        builder.UseLoggerFactory(logging);

        // A host behind a connection pooler may have to forbid it: 'Max Auto Prepare=0' in the connection string.
        if (!builder.ConnectionStringBuilder.ShouldSerialize("Max Auto Prepare"))
        {
            builder.ConnectionStringBuilder.MaxAutoPrepare = PreparedStatements;
            builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        }

        return builder.Build();
    }
}
