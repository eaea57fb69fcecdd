using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What a role, a database or a connection string sets for its sessions changes nothing.</summary>
public sealed class SessionDefaultsTests(PostgresServer server)
{
    private static readonly TenantId Acme = TenantId.Parse("acme");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("default_transaction_isolation = 'serializable'")]
    [InlineData("default_transaction_isolation = 'repeatable read'")]
    [InlineData("default_transaction_read_only = on")]
    [InlineData("default_transaction_deferrable = on")]
    [InlineData("lock_timeout = '1ms'")]
    [InlineData("idle_in_transaction_session_timeout = '1ms'")]
    [InlineData("search_path = app")]
    [InlineData("search_path = ''")]
    [InlineData("standard_conforming_strings = off")]
    [InlineData("timezone = 'Asia/Kathmandu'")]
    [InlineData("datestyle = 'SQL, DMY'")]
    [InlineData("intervalstyle = 'sql_standard'")]
    [InlineData("transform_null_equals = on")]
    public async Task Default_of_the_database_changes_nothing(string setting)
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE SCHEMA app");
        await database.ExecuteAsync(
            $"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET {setting.Replace("'", "''", StringComparison.Ordinal)}', current_database()); END $$");
        await using ServiceProvider here = Host(database.ConnectionString);
        await using ServiceProvider there = Host(database.ConnectionString);
        await Task.WhenAll(here.MigrateTenancyAsync(Cancelled), there.MigrateTenancyAsync(Cancelled));
        await here.MigrateTenancyAsync(Cancelled);

        await UseAsync(here, there);

        (await database.ScalarAsync<long>("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).Should().BeGreaterThan(7);
        (await database.ScalarAsync<long>("SELECT count(*) FROM pg_tables WHERE schemaname = 'app'")).Should().Be(0);
    }

    [Fact]
    public async Task Options_of_the_connection_string_change_nothing()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        string connectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Options = @"-c default_transaction_isolation=serializable -c default_transaction_read_only=on -c default_transaction_deferrable=on",
        }.ConnectionString;
        await using ServiceProvider here = Host(connectionString);
        await using ServiceProvider there = Host(connectionString);
        await here.MigrateTenancyAsync(Cancelled);

        await UseAsync(here, there);
    }

    [Fact]
    public async Task Short_time_outs_of_the_database_do_not_end_a_call_that_waits_for_its_turn()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = 1500', current_database()); "
            + "EXECUTE format('ALTER DATABASE %I SET lock_timeout = 1000', current_database()); END $$");
        await using ServiceProvider host = Host(database.ConnectionString);
        await host.MigrateTenancyAsync(Cancelled);
        using TenantScope scope = TenantContext.System("test", "time-outs").Enter();
        await host.GetRequiredService<ITenantManager>().CreateTenantAsync(new TenantSpec { Id = Acme, Name = "Acme", OwnerId = "alice" }, Cancelled);
        await using NpgsqlConnection other = await database.OpenAsync();
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Cancelled);
        await using NpgsqlCommand hold = new("SELECT 1 FROM ledgers FOR UPDATE", other, transaction);
        await hold.ExecuteNonQueryAsync(Cancelled);

        Task<ResourceReservation> reserving = host.GetRequiredService<IQuotaManager>().ReserveAsync(
            Acme, new ResourceAmounts { Containers = 1 }, cancellationToken: Cancelled).AsTask();
        await database.UntilASessionWaitsAsync();
        await Task.Delay(2500, Cancelled);
        await transaction.CommitAsync(Cancelled);

        (await reserving).Should().NotBeNull();
    }

    [Fact]
    public async Task Host_that_freezes_under_a_lock_frees_its_tenant()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await using ServiceProvider frozen = Host(database.ConnectionString);
        await using ServiceProvider host = Host(database.ConnectionString);
        await frozen.MigrateTenancyAsync(Cancelled);
        using TenantScope scope = TenantContext.System("test", "a frozen host").Enter();
        await host.GetRequiredService<ITenantManager>().CreateTenantAsync(new TenantSpec { Id = Acme, Name = "Acme", OwnerId = "alice" }, Cancelled);
        TaskCompletionSource isLocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource thaw = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TenancyDatabase frozenDatabase = frozen.GetRequiredService<TenancyDatabase>();
        Task writing = frozenDatabase.WriteAsync(
            async (context, token) =>
            {
                await frozenDatabase.FindAndLockTenantAsync(context, Acme, token);
                isLocked.TrySetResult();
                await thaw.Task;
                return true;
            },
            Cancelled).AsTask();
        await isLocked.Task;

        await host.GetRequiredService<IQuotaManager>().ReserveAsync(Acme, new ResourceAmounts { Containers = 1 }, cancellationToken: Cancelled);

        writing.IsCompleted.Should().BeFalse();
        thaw.SetResult();
        Func<Task> end = () => writing;
        (await end.Should().ThrowAsync<TenancyStoreException>()).Which.IsTransient.Should().BeTrue();
    }

    private static ServiceProvider Host(string connectionString) => new ServiceCollection().AddTrustedTenancy()
        .UsePostgreSql(connectionString, options => options.CacheDuration = TimeSpan.Zero).Services.BuildServiceProvider();

    private static async Task UseAsync(ServiceProvider here, ServiceProvider there)
    {
        using TenantScope scope = TenantContext.System("test", "defaults of sessions").Enter();
        await here.GetRequiredService<ITenantManager>().CreateTenantAsync(
            new TenantSpec { Id = Acme, Name = "Acme", OwnerId = "alice", ResourceQuotas = new ResourceQuotas { Containers = 10 } }, Cancelled);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            await using ResourceReservation held = await (i % 2 == 0 ? here : there).GetRequiredService<IQuotaManager>().ReserveAsync(
                Acme, new ResourceAmounts { Containers = 1 }, cancellationToken: Cancelled);
            await held.CommitAsync(Cancelled);
        }));
        await here.GetRequiredService<IAccessManager>().BindRoleAsync(
            new RoleBinding(RoleSubject.User("bob"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(Acme)), Cancelled);
        (await there.GetRequiredService<IAccessManager>().CheckTenantAccessAsync("bob", Acme, Cancelled)).Should().BeTrue();
        Func<Task> oneMore = () => there.GetRequiredService<IQuotaManager>().ReserveAsync(
            Acme, new ResourceAmounts { Containers = 1 }, cancellationToken: Cancelled).AsTask();
        await oneMore.Should().ThrowAsync<QuotaExceededException>();
        IReadOnlyList<TenancyEvent> events = (await there.GetRequiredService<ITenantStore>().ReadEventsAsync(new EventQuery { Tenant = Acme }, Cancelled)).Events;
        events.OfType<QuotaThresholdCrossed>().Should().HaveCount(1, "a second one within the minute is held back").And.OnlyContain(
            e => e.OccurredAt > DateTimeOffset.UtcNow.AddHours(-1) && e.OccurredAt < DateTimeOffset.UtcNow.AddHours(1));
    }
}
