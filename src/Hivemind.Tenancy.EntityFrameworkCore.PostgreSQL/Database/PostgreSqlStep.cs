using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>A step whose transaction was begun, and is committed, with the statements beside it.</summary>
internal sealed class PostgreSqlStep(TenancyDbContext context, NpgsqlConnection connection, DateTimeOffset now) : TenancyStep(now)
{
    private bool _isCommitted;

    public override ValueTask ExecuteAsync(
        IReadOnlyList<TenancyStatement> statements, Action<int, DbDataReader> onRow, CancellationToken cancellationToken) =>
        new PostgreSqlBatch(connection).Add(statements, onRow).SendAsync(cancellationToken);

    public override async ValueTask CommitAsync(IReadOnlyList<TenancyStatement> statements, Action<int, DbDataReader> onRow)
    {
        try
        {
            await new PostgreSqlBatch(connection).Add(statements, onRow).Add("COMMIT").SendAsync(CancellationToken.None).ConfigureAwait(false);
            _isCommitted = true;
        }
        catch (Exception e) when (IsUnanswered(e))
        {
            throw new TenancyUnknownOutcomeException(e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_isCommitted)
        {
            await context.Database.CloseConnectionAsync().ConfigureAwait(false);
        }
        else
        {
            await RollBackAsync(context, connection).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a transaction back, and gives the connection back. What is broken, the server has taken back already.</summary>
    public static async ValueTask RollBackAsync(TenancyDbContext context, NpgsqlConnection connection)
    {
        try
        {
            if (connection.FullState == ConnectionState.Open)
            {
                await new PostgreSqlBatch(connection).Add("ROLLBACK").SendAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // What made it roll back is what the caller learns of.
        }

        await context.Database.CloseConnectionAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// An error is the server's word that nothing was committed. A session that was ended may have committed first. The driver also gives up a
    /// connection with a plain exception: when it does not understand an answer, which is of a call that was made.
    /// </summary>
    private bool IsUnanswered(Exception exception) => exception switch
    {
        PostgresException refused => refused.InvariantSeverity != "ERROR",
        TenancyException => false,
        NpgsqlException => true,
        _ => connection.FullState.HasFlag(ConnectionState.Broken),
    };
}
