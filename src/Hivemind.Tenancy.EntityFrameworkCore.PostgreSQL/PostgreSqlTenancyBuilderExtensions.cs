using Hivemind.Tenancy;
using Hivemind.Tenancy.EntityFrameworkCore;
using Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps tenancy in PostgreSQL.</summary>
public static class PostgreSqlTenancyBuilderExtensions
{
    /// <summary>
    /// Keeps tenants, allocations, roles, bindings, groups and the event log in a PostgreSQL database (tested on versions 15 and 18), which
    /// any number of hosts may share; they signal changes to each other with <c>LISTEN</c> and <c>NOTIFY</c>. Bring its schema up with <c>MigrateTenancyAsync</c> or
    /// <see cref="TenancyDatabaseOptions.MigrateOnStart"/>. The last call wins.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">Npgsql's connection string. Behind a pooler that gives each transaction another session, add <c>Max Auto Prepare=0</c>. The pool needs room for 2 connections at least, one of which listens; for 1 where nothing is cached. Less is refused when the host starts.</param>
    /// <param name="configure">Sets options.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty or not a connection string.</exception>
    public static HivemindTenancyBuilder UsePostgreSql(
        this HivemindTenancyBuilder builder, string connectionString, Action<TenancyDatabaseOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);

        // A malformed connection string is refused here, not at the first call.
        string valid = new NpgsqlConnectionStringBuilder(connectionString).ConnectionString;
        return Use(builder, new PostgreSqlConnection(valid, DataSource: null), configure);
    }

    /// <summary>As with a connection string, over a data source of the host's own: for certificates, tokens or tracing. The host disposes of it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="dataSource">The data source.</param>
    /// <param name="configure">Sets options.</param>
    public static HivemindTenancyBuilder UsePostgreSql(
        this HivemindTenancyBuilder builder, NpgsqlDataSource dataSource, Action<TenancyDatabaseOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return Use(builder, new PostgreSqlConnection(ConnectionString: null, dataSource), configure);
    }

    private static HivemindTenancyBuilder Use(
        HivemindTenancyBuilder builder, PostgreSqlConnection connection, Action<TenancyDatabaseOptions>? configure)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton(connection));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TenancyDatabaseOptions>>(new PostgreSqlPoolValidator(builder.Services)));
        return builder.UseTenancyDatabase<PostgreSqlTenancyDatabase, RelationalTenantStore>(configure);
    }
}
