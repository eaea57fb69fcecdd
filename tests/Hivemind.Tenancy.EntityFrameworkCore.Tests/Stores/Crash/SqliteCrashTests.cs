using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

public sealed class SqliteCrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hivemind-crash-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "tenancy.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Killed_processes_leave_every_acknowledged_write_and_nothing_else()
    {
        await MigrateAsync();

        await CrashScenarios.KillWorkersAsync($"sqlite:{File}", Open, Cancellation);
    }

    [Fact]
    public async Task Competing_processes_never_exceed_a_limit_and_their_sums_are_exact()
    {
        await MigrateAsync();

        await CrashScenarios.CompeteAsync($"sqlite:{File}", Open, rounds: 150, disturb: null, Cancellation);
    }

    [Fact]
    public async Task Competing_processes_use_up_a_budget_to_the_last_unit_and_no_further()
    {
        await MigrateAsync();

        await CrashScenarios.SpendAsync($"sqlite:{File}", Open, rounds: 100, disturb: null, Cancellation);
    }

    private async Task MigrateAsync()
    {
        await using ServiceProvider host = Open(TimeProvider.System);
        await host.MigrateTenancyAsync(Cancellation);
    }

    private ServiceProvider Open(TimeProvider time) =>
        new ServiceCollection().AddSingleton(time).AddSingleton(new StoreClock(time)).AddTrustedTenancy().UseSqlite($"Data Source={File};Default Timeout={HangLimit.DriverSeconds}").Services.BuildServiceProvider();
}
