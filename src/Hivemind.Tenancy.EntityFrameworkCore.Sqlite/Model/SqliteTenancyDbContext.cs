using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore.Sqlite;

/// <summary>The tables on SQLite, with their migrations. Text compares by its bytes there, so keys and orders are ordinal.</summary>
internal sealed class SqliteTenancyDbContext(DbContextOptions<SqliteTenancyDbContext> options) : TenancyDbContext(options);
