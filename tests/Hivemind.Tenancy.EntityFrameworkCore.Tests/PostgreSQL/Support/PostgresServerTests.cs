namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>The tests stand on a real, durable server whose ordering is not ours by accident.</summary>
public sealed class PostgresServerTests(PostgresServer server)
{
    [Fact]
    public async Task Server_is_durable()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();

        (await database.ScalarAsync<string>("SHOW fsync")).Should().Be("on");
        (await database.ScalarAsync<string>("SHOW synchronous_commit")).Should().Be("on");
    }

    [Fact]
    public async Task Crash_and_start_keeps_what_was_committed()
    {
        await using PostgresCluster cluster = new();
        await cluster.StartAsync();
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(cluster.ConnectionString);
        await database.ExecuteAsync("CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)");

        await cluster.CrashAsync();
        await cluster.StartAsync();

        (await database.ScalarAsync<int>("SELECT n FROM kept")).Should().Be(42);
    }
}
