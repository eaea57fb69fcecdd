using System.Data.Common;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>Statements that go to the server together and are answered together: one round trip.</summary>
internal sealed class PostgreSqlBatch(NpgsqlConnection connection)
{
    private readonly List<NpgsqlBatchCommand> _commands = [];
    private readonly List<Action<DbDataReader>> _answers = [];

    public PostgreSqlBatch Add(string sql) => Add(new TenancyStatement(sql), static _ => { });

    public PostgreSqlBatch Add(IReadOnlyList<TenancyStatement> statements, Action<int, DbDataReader> onRow)
    {
        for (int i = 0; i < statements.Count; i++)
        {
            int place = i;
            Add(statements[i], reader => onRow(place, reader));
        }

        return this;
    }

    public PostgreSqlBatch Add(TenancyStatement statement, Action<DbDataReader> onRow)
    {
        NpgsqlBatchCommand command = new(statement.Sql);
        for (int i = 0; i < statement.Values.Count; i++)
        {
            command.Parameters.Add(new NpgsqlParameter($"p{i + 1}", statement.Values[i].Type) { Value = statement.Values[i].Value ?? DBNull.Value });
        }

        _commands.Add(command);

        // The driver passes over what answers with no rows at all.
        if (statement.Sql.StartsWith("SELECT", StringComparison.Ordinal) || statement.Sql.Contains(" RETURNING ", StringComparison.Ordinal))
        {
            _answers.Add(onRow);
        }

        return this;
    }

    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (_commands.Count == 0)
        {
            return;
        }

        NpgsqlBatch batch = new(connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (NpgsqlBatchCommand command in _commands)
            {
                batch.BatchCommands.Add(command);
            }

            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                // To the end: a statement after the last rows may have failed, the commit among them.
                int answer = 0;
                do
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        _answers[answer](reader);
                    }

                    answer++;
                }
                while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
            }
        }
    }
}
