using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>Where the database is: a connection string, or the host's own data source, which the host disposes of.</summary>
internal sealed record PostgreSqlConnection(string? ConnectionString, NpgsqlDataSource? DataSource);
