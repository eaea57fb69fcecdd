using Microsoft.Data.Sqlite;

namespace Hivemind.Tenancy.EntityFrameworkCore.Sqlite;

/// <summary>A transaction on an open connection; a write transaction has its turn at the gate until it ends.</summary>
internal sealed class SqliteTenancyTransaction(SqliteConnection connection, SemaphoreSlim? gate, Func<Task> close) : TenancyTransaction
{
    private bool _isCommitted;

    public override ValueTask CommitAsync()
    {
        SqliteConnections.Commit(connection);
        _isCommitted = true;
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (!_isCommitted)
            {
                SqliteConnections.RollBack(connection);
            }

            await close().ConfigureAwait(false);
        }
        finally
        {
            gate?.Release();
        }
    }
}
