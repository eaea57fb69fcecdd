namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Empty databases for the tests of one class. Making one takes a server longer than most tests, so they share it and each begins by emptying it.</summary>
public sealed class AccessDatabases(PostgresServer server) : IAsyncDisposable
{
    /// <summary>The tables that access is kept in, and its neighbours.</summary>
    public static readonly string[] Tables = ["allocations", "idempotency_keys", "tenants", "ledgers", "roles", "role_bindings", "group_members", "events"];

    private PostgresDatabase? _postgres;

    internal async Task<AccessDatabase> CreateAsync(DatabaseKind kind)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            return new AccessDatabase(null);
        }

        if (_postgres is null)
        {
            _postgres = await server.CreateDatabaseAsync();
        }
        else
        {
            await _postgres.ExecuteAsync(string.Concat(Tables.Select(t => $"DELETE FROM {t}; ")));
        }

        return new AccessDatabase(_postgres);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }
}
