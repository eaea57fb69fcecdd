using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Hivemind.Tenancy.EntityFrameworkCore.Sqlite;

/// <summary>Prepares every connection that a context opens.</summary>
internal sealed class SqliteConnectionPreparer : DbConnectionInterceptor
{
    public static readonly SqliteConnectionPreparer Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        SqliteConnections.Prepare((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        SqliteConnections.Prepare((SqliteConnection)connection);
        return Task.CompletedTask;
    }
}
