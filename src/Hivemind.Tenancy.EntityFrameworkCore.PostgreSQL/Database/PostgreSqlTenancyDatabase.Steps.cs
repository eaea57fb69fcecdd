using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <content>
/// Steps in batches. The time is the server's, read in a statement of its own after the lock, and kept in a setting of the transaction
/// that the statements after it read: so they need no second round trip.
/// </content>
internal sealed partial class PostgreSqlTenancyDatabase
{
    private const string Begin = PostgreSqlSession.BeginWrite;
    private const string Look = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
    private const string Kept = "hivemind.now";

    /// <summary>UTC ticks; <c>now()</c> would be older than the wait for the lock.</summary>
    private const string TakeTime =
        $"SELECT set_config('{Kept}', ((extract(epoch FROM clock_timestamp()) * 1000000)::bigint * 10 + 621355968000000000)::text, true)";

    private const string SetTime = $"SELECT set_config('{Kept}', @p1, true)";

    protected override string Now => $"current_setting('{Kept}')::bigint";

    protected override TenancyStatement? Signal(string signal) =>
        new TenancyStatement("SELECT pg_notify(@p1, @p2)").With(PostgreSqlListener.Channel).With(signal);

    protected override async ValueTask<TenancyStep> BeginStepAsync(
        TenancyDbContext context,
        IReadOnlyList<TenancyStatement> locking,
        IReadOnlyList<TenancyStatement> reading,
        Action<int, DbDataReader> onRow,
        CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        NpgsqlConnection connection = Connection(context);
        try
        {
            DateTimeOffset now = default;
            PostgreSqlBatch batch = new(connection);
            batch.Add(Begin).Add(PostgreSqlSession.Settings(connection)).Add(locking, onRow);
            if (ClockOfTests is not null)
            {
                // Read after the lock, too, which takes a round trip more.
                await batch.SendAsync(cancellationToken).ConfigureAwait(false);
                batch = new PostgreSqlBatch(connection);
            }

            batch.Add(Time(), reader => now = ToTime(reader)).Add(reading, (i, reader) => onRow(locking.Count + i, reader));
            await batch.SendAsync(cancellationToken).ConfigureAwait(false);
            return new PostgreSqlStep(context, connection, now);
        }
        catch
        {
            await PostgreSqlStep.RollBackAsync(context, connection).ConfigureAwait(false);
            throw;
        }
    }

    protected override async ValueTask<DateTimeOffset> ReadOnceAsync(
        TenancyDbContext context, IReadOnlyList<TenancyStatement> statements, Action<int, DbDataReader> onRow, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        NpgsqlConnection connection = Connection(context);
        try
        {
            DateTimeOffset now = default;
            await new PostgreSqlBatch(connection)
                .Add(Look).Add(PostgreSqlSession.Settings(connection)).Add(Time(), reader => now = ToTime(reader)).Add(statements, onRow).Add("COMMIT")
                .SendAsync(cancellationToken).ConfigureAwait(false);
            await context.Database.CloseConnectionAsync().ConfigureAwait(false);
            return now;
        }
        catch
        {
            await PostgreSqlStep.RollBackAsync(context, connection).ConfigureAwait(false);
            throw;
        }
    }

    protected override async ValueTask<DateTimeOffset> ReadTimeAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        DateTimeOffset now = default;
        await new PostgreSqlBatch(Connection(context)).Add(Time(), reader => now = ToTime(reader)).SendAsync(cancellationToken).ConfigureAwait(false);
        return now;
    }

    /// <remarks>What <paramref name="now"/> is, the transaction knows.</remarks>
    protected override ValueTask ExecuteAsync(
        TenancyDbContext context,
        IReadOnlyList<TenancyStatement> statements,
        DateTimeOffset now,
        Action<int, DbDataReader> onRow,
        CancellationToken cancellationToken) =>
        new PostgreSqlBatch(Connection(context)).Add(statements, onRow).SendAsync(cancellationToken);

    private static NpgsqlConnection Connection(TenancyDbContext context) => (NpgsqlConnection)context.Database.GetDbConnection();

    private static DateTimeOffset ToTime(DbDataReader reader) => new(long.Parse(reader.GetString(0), CultureInfo.InvariantCulture), TimeSpan.Zero);

    private TenancyStatement Time() => ClockOfTests is { } clock
        ? new TenancyStatement(SetTime).With(clock.Now.UtcTicks.ToString(CultureInfo.InvariantCulture))
        : new TenancyStatement(TakeTime);
}
