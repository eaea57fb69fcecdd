using Hivemind.Tenancy;
using Hivemind.Tenancy.EntityFrameworkCore;
using Hivemind.Tenancy.EntityFrameworkCore.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Tenancy on SQLite.</summary>
public static class SqliteTenancyBuilderExtensions
{
    /// <summary>
    /// Keeps tenants, allocations, roles, bindings, groups and the event log in one SQLite file, which several processes of one
    /// machine may share. It uses the write-ahead log, so there are a <c>-wal</c> and a <c>-shm</c> file beside it, and
    /// <c>synchronous=FULL</c>: what was acknowledged survives a power cut. Writers wait for one another at most the connection
    /// string's <c>Default Timeout</c>, 30 s unless set. The last call wins.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">For instance <c>Data Source=/var/lib/host/tenancy.db</c>; a file, not memory.</param>
    /// <param name="configure">Sets options.</param>
    /// <exception cref="ArgumentException">The connection string is malformed, or names no file.</exception>
    public static HivemindTenancyBuilder UseSqlite(
        this HivemindTenancyBuilder builder, string connectionString, Action<TenancyDatabaseOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        SqliteConnectionStringBuilder connection = new(connectionString);
        if (connection.DataSource.Length == 0 || connection.DataSource == ":memory:" || connection.Mode == SqliteOpenMode.Memory
            || connection.DataSource.StartsWith("file:", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                "The connection string names no file: 'Data Source=PATH' is needed. Without UseSqlite tenancy is kept in memory.", nameof(connectionString));
        }

        if (connection.Cache == SqliteCacheMode.Shared)
        {
            throw new ArgumentException("'Cache=Shared' is not allowed: connections that share a cache lock one another out.", nameof(connectionString));
        }

        string normalized = connection.ToString();
        builder.Services.AddPooledDbContextFactory<SqliteTenancyDbContext>(
            options => options.UseSqlite(normalized).AddInterceptors(SqliteConnectionPreparer.Instance).UseTenancyLogLevels());
        return builder.UseTenancyDatabase<SqliteTenancyDatabase, RelationalTenantStore>(configure);
    }
}
