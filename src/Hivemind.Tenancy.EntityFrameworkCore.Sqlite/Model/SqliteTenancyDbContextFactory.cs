using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Hivemind.Tenancy.EntityFrameworkCore.Sqlite;

/// <summary>For <c>dotnet ef migrations</c> only.</summary>
internal sealed class SqliteTenancyDbContextFactory : IDesignTimeDbContextFactory<SqliteTenancyDbContext>
{
    public SqliteTenancyDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteTenancyDbContext>().UseSqlite("Data Source=design-time.db").Options);
}
