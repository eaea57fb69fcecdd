using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>For <c>dotnet ef migrations add</c>, which connects to nothing.</summary>
internal sealed class PostgreSqlTenancyDbContextFactory : IDesignTimeDbContextFactory<PostgreSqlTenancyDbContext>
{
    public PostgreSqlTenancyDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgreSqlTenancyDbContext>().UseNpgsql("Host=none").Options);
}
