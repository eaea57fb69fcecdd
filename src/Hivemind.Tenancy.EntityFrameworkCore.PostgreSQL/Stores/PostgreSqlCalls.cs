using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>Calls of functions in the database: one round trip, a transaction of its own that says what it needs, no EF Core but the connection.</summary>
internal static class PostgreSqlCalls
{
    /// <summary>
    /// Calls a function and reads its one row. Run again only when the call was not sent, or when the server said that it rolled
    /// it back: when the connection broke during the call its outcome is unknown, and the exception says so.
    /// </summary>
    public static ValueTask<T> CallAsync<T>(
        this TenancyDatabase database,
        string sql,
        Action<NpgsqlParameterCollection> bind,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken) => database.WriteStatementAsync(
        async (context, token) =>
        {
            NpgsqlConnection connection = (NpgsqlConnection)context.Database.GetDbConnection();
            NpgsqlBatchCommand call = new(sql);
            bind(call.Parameters);
            NpgsqlBatch batch = new(connection)
            {
                BatchCommands =
                {
                    new NpgsqlBatchCommand(PostgreSqlSession.BeginWrite),
                    new NpgsqlBatchCommand(PostgreSqlSession.Settings(connection)),
                    call,
                    new NpgsqlBatchCommand("COMMIT"),
                },
            };
            await using (batch.ConfigureAwait(false))
            {
                try
                {
                    NpgsqlDataReader reader = await batch.ExecuteReaderAsync(token).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        // After the answer of the settings.
                        await reader.NextResultAsync(token).ConfigureAwait(false);
                        await reader.ReadAsync(token).ConfigureAwait(false);
                        T answer = read(reader);

                        // It counts when the commit has been answered, too.
                        await reader.NextResultAsync(token).ConfigureAwait(false);
                        return answer;
                    }
                }
                catch (Exception e) when (IsUnanswered(e, connection))
                {
                    throw new TenancyStoreException(
                        $"The database did not say whether the call took effect: {e.Message} Repeat it under the same allocation id.",
                        e is not NpgsqlException failure || PostgreSqlFailures.IsTransient(failure),
                        e);
                }
            }
        },
        cancellationToken);

    /// <summary>Npgsql also gives up a connection with a plain exception: when it does not understand an answer, which is of a call that was made.</summary>
    private static bool IsUnanswered(Exception exception, NpgsqlConnection connection) => exception switch
    {
        PostgresException or TenancyException or OperationCanceledException => false,
        NpgsqlException => true,
        _ => connection.FullState.HasFlag(ConnectionState.Broken),
    };

    public static void Bind(this NpgsqlParameterCollection parameters, long value) =>
        parameters.Add(new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });

    public static void Bind(this NpgsqlParameterCollection parameters, long? value)
    {
        if (value is { } number)
        {
            parameters.Bind(number);
        }
        else
        {
            parameters.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        }
    }

    public static void Bind(this NpgsqlParameterCollection parameters, string? value) =>
        parameters.Add(new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text });

    public static void Bind(this NpgsqlParameterCollection parameters, int[] value) =>
        parameters.Add(new NpgsqlParameter<int[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
}
