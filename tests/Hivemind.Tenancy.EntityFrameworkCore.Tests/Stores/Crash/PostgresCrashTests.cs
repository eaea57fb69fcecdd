using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>On a server of its own, because it is killed, too.</summary>
public sealed class PostgresCrashTests : IAsyncLifetime
{
    private readonly PostgresCluster _cluster = new();
    private PostgresDatabase _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>How often the server crashes under load: HIVEMIND_CRASHES, or a few times.</summary>
    private static int Crashes => int.Parse(Environment.GetEnvironmentVariable("HIVEMIND_CRASHES") ?? "2", CultureInfo.InvariantCulture);

    private string Worker => $"postgres:{_database.ConnectionString}";

    public async ValueTask InitializeAsync()
    {
        await _cluster.StartAsync();
        _database = await PostgresDatabase.CreateAsync(_cluster.ConnectionString);
        await using ServiceProvider host = Open(TimeProvider.System);
        await host.MigrateTenancyAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public Task Killed_processes_leave_every_acknowledged_write_and_nothing_else() =>
        CrashScenarios.KillWorkersAsync(Worker, Open, Cancellation);

    [Fact]
    public Task Competing_processes_never_exceed_a_limit_and_their_sums_are_exact() =>
        CrashScenarios.CompeteAsync(Worker, Open, rounds: 300, disturb: null, Cancellation);

    [Fact]
    public Task Competing_processes_go_on_when_the_server_has_crashed_and_nothing_is_lost_or_counted_twice() =>
        CrashScenarios.CompeteAsync(Worker, Open, rounds: 300 * Crashes, disturb: CrashServerAsync, Cancellation);

    [Fact]
    public Task Competing_processes_use_up_a_budget_to_the_last_unit_and_no_further() =>
        CrashScenarios.SpendAsync(Worker, Open, rounds: 200, disturb: null, Cancellation);

    [Fact]
    public Task Competing_processes_use_up_a_budget_exactly_though_the_server_crashes() =>
        CrashScenarios.SpendAsync(Worker, Open, rounds: 150 * Crashes, disturb: CrashServerAsync, Cancellation);

    private async Task CrashServerAsync()
    {
        for (int i = 0; i < Crashes; i++)
        {
            await Task.Delay(700, Cancellation);
            await _cluster.CrashAsync();
            await _cluster.StartAsync();
        }
    }

    private ServiceProvider Open(TimeProvider time) =>
        new ServiceCollection().AddSingleton(time).AddSingleton(new StoreClock(time)).AddTrustedTenancy().UsePostgreSql(_database.ConnectionString).Services.BuildServiceProvider();
}
