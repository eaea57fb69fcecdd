using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests.Readme;

/// <summary>The code of the databases' pages, compiled: a block is what stands between a mark, which names the page, and the next END.</summary>
public sealed class ReadmeSnippets
{
    [Fact]
    public async Task Sqlite_is_registered_and_migrated()
    {
        ServiceCollection services = new();

        // src/Hivemind.Tenancy.EntityFrameworkCore.Sqlite/README.md
        services.AddHivemindTenancy()
            .UseSqlite("Data Source=/var/lib/myhost/tenancy.db", options => options.MigrateOnStart = true);

        // END
        services.Should().Contain(s => s.ServiceType == typeof(TenancyDatabase));

        await using SqliteFile file = new();
        StartedHost host = new(file.Start());

        // src/Hivemind.Tenancy.EntityFrameworkCore.Sqlite/README.md
        await host.Services.MigrateTenancyAsync();

        // END
        IReadOnlyList<Tenant> tenants = await host.Services.GetRequiredService<ITenantManager>().ListTenantsAsync(null, TestContext.Current.CancellationToken);
        tenants.Should().BeEmpty("a schema that is there can be read");
    }

    [Fact]
    public async Task PostgreSql_is_registered_and_migrated()
    {
        const string connectionString = "Host=localhost;Database=tenancy";
        ServiceCollection services = new();

        // src/Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL/README.md
        services.AddHivemindTenancy()
            .UsePostgreSql(connectionString, options => options.MigrateOnStart = true);

        // END
        services.Should().Contain(s => s.ServiceType == typeof(TenancyDatabase));

        await using SqliteFile file = new();
        StartedHost host = new(file.Start());

        // src/Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL/README.md
        await host.Services.MigrateTenancyAsync();

        // END
    }

    [Fact]
    public void Database_of_an_author_is_registered()
    {
        ServiceCollection services = new();

        services.AddHivemindTenancy().UseAcmeDb("Data Source=acme.db");

        services.Should().Contain(s => s.ServiceType == typeof(TenancyDatabase) && s.ImplementationType == typeof(AcmeDatabase));
        services.Should().Contain(s => s.ServiceType == typeof(IDbContextFactory<AcmeDbContext>));
    }

    private sealed record StartedHost(IServiceProvider Services);
}
