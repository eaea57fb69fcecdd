using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Steps over a ledger: lock, take the time, read; decide; write and commit. And the same without a lock or a write.</content>
public abstract partial class TenancyDatabase
{
    /// <summary>
    /// What stands for the store's time of the step, in UTC ticks, in statements after the lock: a value called <c>@now</c> unless
    /// overridden. A database that locks and reads in one round trip writes what reads the time it has taken itself.
    /// </summary>
    protected internal virtual string Now => "@now";

    /// <summary>The hand of tests on the time; null in a host.</summary>
    protected StoreClock? ClockOfTests { get; }

    /// <summary>
    /// The store's time when no database says it: that of <see cref="ClockOfTests"/>, else the machine's, in whole microseconds. Only for
    /// databases whose hosts share a machine.
    /// </summary>
    protected DateTimeOffset MachineTime => ClockOfTests?.Now ?? Ticks.WholeMicroseconds(TimeProvider.System.GetUtcNow());

    /// <summary>Takes locks, then the time, then reads: in one round trip where the database can.</summary>
    /// <param name="context">The context, its connection not yet open.</param>
    /// <param name="locking">What waits for locks, in their order.</param>
    /// <param name="reading">What reads after that; each sees what was committed before the locks were had.</param>
    /// <param name="onRow">Gets each row, and which statement of both lists together it answers, from 0.</param>
    /// <param name="cancellationToken">Cancels.</param>
    protected internal virtual async ValueTask<TenancyStep> BeginStepAsync(
        TenancyDbContext context,
        IReadOnlyList<TenancyStatement> locking,
        IReadOnlyList<TenancyStatement> reading,
        Action<int, DbDataReader> onRow,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(locking);
        ArgumentNullException.ThrowIfNull(onRow);
        TenancyTransaction transaction = await BeginWriteAsync(context, cancellationToken).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(context, locking, default, onRow, cancellationToken).ConfigureAwait(false);
            DateTimeOffset now = await ReadTimeAsync(context, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(context, reading, now, (i, reader) => onRow(locking.Count + i, reader), cancellationToken).ConfigureAwait(false);
            return new SequentialStep(this, context, transaction, now);
        }
        catch
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads the database as it is at one moment and writes nothing: in one round trip where the database can.</summary>
    /// <param name="context">The context, its connection not yet open.</param>
    /// <param name="statements">What reads.</param>
    /// <param name="onRow">Gets each row, and which statement it answers, from 0.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The store's time of the moment.</returns>
    protected internal virtual async ValueTask<DateTimeOffset> ReadOnceAsync(
        TenancyDbContext context, IReadOnlyList<TenancyStatement> statements, Action<int, DbDataReader> onRow, CancellationToken cancellationToken)
    {
        TenancyTransaction transaction = await BeginSnapshotAsync(context, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            DateTimeOffset now = await ReadTimeAsync(context, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(context, statements, now, onRow, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
            return now;
        }
    }

    /// <summary>The store's time within a transaction of <paramref name="context"/>: the machine's unless overridden.</summary>
    protected internal virtual ValueTask<DateTimeOffset> ReadTimeAsync(TenancyDbContext context, CancellationToken cancellationToken) => new(MachineTime);

    /// <summary>Runs statements in the transaction of <paramref name="context"/>: one after the other unless overridden.</summary>
    /// <param name="context">The context.</param>
    /// <param name="statements">The statements.</param>
    /// <param name="now">What <see cref="Now"/> stands for in them.</param>
    /// <param name="onRow">Gets each row, and which statement it answers, from 0.</param>
    /// <param name="cancellationToken">Cancels.</param>
    protected internal virtual async ValueTask ExecuteAsync(
        TenancyDbContext context,
        IReadOnlyList<TenancyStatement> statements,
        DateTimeOffset now,
        Action<int, DbDataReader> onRow,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(statements);
        ArgumentNullException.ThrowIfNull(onRow);
        for (int i = 0; i < statements.Count; i++)
        {
            DbCommand command = context.Database.GetDbConnection().CreateCommand();
            await using (command.ConfigureAwait(false))
            {
                command.CommandText = statements[i].Sql;
                command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
                statements[i].Bind(command);
                if (statements[i].Sql.Contains("@now", StringComparison.Ordinal))
                {
                    DbParameter parameter = command.CreateParameter();
                    (parameter.ParameterName, parameter.DbType, parameter.Value) = ("@now", System.Data.DbType.Int64, now.UtcTicks);
                    command.Parameters.Add(parameter);
                }

                DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        onRow(i, reader);
                    }
                }
            }
        }
    }

    /// <summary>Runs a statement and says how many rows it changed.</summary>
    internal static async ValueTask<int> ChangeAsync(TenancyDbContext context, TenancyStatement statement, CancellationToken cancellationToken)
    {
        DbCommand command = context.Database.GetDbConnection().CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = statement.Sql;
            command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
            statement.Bind(command);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Work that begins what it needs itself; may be run again after a transient failure, but never after an unknown outcome.</summary>
    /// <exception cref="TenancyStoreException">The database failed.</exception>
    internal ValueTask<T> RunAsync<T>(Func<TenancyDbContext, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken) =>
        RunAsync(work, begin: null, cancellationToken);
}
