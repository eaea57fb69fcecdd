using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A pool that can never work is refused at the start; the smallest that is allowed works.</summary>
public sealed class PoolTests(PostgresServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 5, false)]
    [InlineData(1, 5, true)]
    [InlineData(0, 0, false)]
    public void Pool_that_is_too_small_is_refused_by_name_value_and_what_is_allowed(int size, int cacheSeconds, bool isDataSource)
    {
        string connectionString = $"Host=nowhere;Maximum Pool Size={size};Password=secret";
        using NpgsqlDataSource? dataSource = isDataSource ? NpgsqlDataSource.Create(connectionString) : null;
        using ServiceProvider host = Host(connectionString, cacheSeconds, dataSource);

        Action start = () => host.GetRequiredService<IStartupValidator>().Validate();

        start.Should().Throw<OptionsValidationException>().Which.Message.Should().Contain($"'Maximum Pool Size'").And.Contain($"is {size}: ")
            .And.Contain(cacheSeconds == 0 ? "1 or more" : "2 or more").And.Contain(isDataSource ? "data source" : "connection string")
            .And.NotContain("secret");
    }

    [Fact]
    public void Pool_of_a_database_that_the_host_gave_up_refuses_nothing()
    {
        using ServiceProvider host = new ServiceCollection().AddTrustedTenancy()
            .UsePostgreSql("Host=nowhere;Maximum Pool Size=1").UseSqlite("Data Source=x.db").Services.BuildServiceProvider();

        host.GetRequiredService<IStartupValidator>().Validate();
    }

    [Theory]
    [InlineData(2, 5, false)]
    [InlineData(2, 5, true)]
    [InlineData(1, 0, false)]
    [InlineData(1, 0, true)]
    public async Task Smallest_pool_migrates_and_serves_many_callers(int size, int cacheSeconds, bool isDataSource)
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        string connectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = size, Timeout = 60 }.ConnectionString;
        await using NpgsqlDataSource? dataSource = isDataSource ? NpgsqlDataSource.Create(connectionString) : null;
        await using ServiceProvider host = Host(connectionString, cacheSeconds, dataSource);
        await host.MigrateTenancyAsync(Cancelled);
        await host.MigrateTenancyAsync(Cancelled);

        using TenantScope scope = TenantContext.System("test", "a small pool").Enter();
        await host.GetRequiredService<ITenantManager>().CreateTenantAsync(
            new TenantSpec { Id = TenantId.Parse("acme"), Name = "Acme", OwnerId = "alice" }, Cancelled);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await using ResourceReservation held = await host.GetRequiredService<IQuotaManager>().ReserveAsync(
                TenantId.Parse("acme"), new ResourceAmounts { Containers = 1 }, cancellationToken: Cancelled);
            await host.GetRequiredService<IAccessManager>().CheckTenantAccessAsync($"user-{i}", TenantId.Parse("acme"), Cancelled);
            await held.CommitAsync(Cancelled);
        }));

        (await database.ScalarAsync<long>("SELECT count(*) FROM allocations")).Should().Be(20);
    }

    private static ServiceProvider Host(string connectionString, int cacheSeconds, NpgsqlDataSource? dataSource)
    {
        HivemindTenancyBuilder builder = new ServiceCollection().AddTrustedTenancy();
        builder = dataSource is null
            ? builder.UsePostgreSql(connectionString, options => options.CacheDuration = TimeSpan.FromSeconds(cacheSeconds))
            : builder.UsePostgreSql(dataSource, options => options.CacheDuration = TimeSpan.FromSeconds(cacheSeconds));
        return builder.Services.BuildServiceProvider();
    }
}
