using Hivemind.Tenancy.StoreWorker;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>The judge of chaos is worth what it catches: over the store in memory it finds nothing, and each fault of a store before it.</summary>
public sealed class ChaosCheckTests : IDisposable
{
    private const int Steps = 40;

    private static readonly double[] Jumps = [0, 3, -5, 5 * 3600, 0, 61];

    /// <summary>What many tasks do at a time differs from round to round: a fault need not show in the first.</summary>
    private const int MostRounds = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("hivemind-judge-").FullName;

    public static TheoryData<string> Faults => [.. BrokenSpending.Faults.Keys, .. BrokenMetering.Faults.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task Store_in_memory_is_found_to_keep_what_it_says() => JudgeAsync(_ => (_, _, call) => call());

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_of_a_store_is_found(string fault)
    {
        (string finding, Func<ITenantStore, Around> break_) = BrokenMetering.Faults.TryGetValue(fault, out (string, Func<ITenantStore, Around>) found)
            ? found
            : BrokenSpending.Faults[fault];

        Exception? thrown = null;
        for (int round = 0; thrown is null && round < MostRounds; round++)
        {
            try
            {
                await JudgeAsync(break_, round);
            }
            catch (Exception e)
            {
                thrown = e;
            }
        }

        (thrown?.Message).Should().Match($"*{finding}*", "it is found in one of {0} rounds", MostRounds);
    }

    private async Task JudgeAsync(Func<ITenantStore, Around> around, int round = 0)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, $"{round}")).FullName;
        string clock = Path.Combine(folder, "clock");
        FileClock.Set(clock, 0);
        FileEngine engine = new(Directory.CreateDirectory(Path.Combine(folder, "engine")).FullName);
        StoreClock time = new(new FileClock(clock));
        await using ServiceProvider inner = new ServiceCollection().AddSingleton(time).AddTrustedTenancy().Services.BuildServiceProvider();
        ITenantStore store = inner.GetRequiredService<ITenantStore>();
        await using ServiceProvider host = new ServiceCollection().AddSingleton(time).AddSingleton(Interceptor.Before(store, around(store)))
            .AddSingleton(inner.GetRequiredService<IRbacProvider>()).AddTrustedTenancy().Services.BuildServiceProvider();
        ChaosCheck check = new(host, engine);
        StringWriter lines = new();
        for (int leg = 0; leg < Jumps.Length; leg++)
        {
            FileClock.Set(clock, Jumps[leg]);
            ChaosWorker worker = new(
                host.GetRequiredService<ITenantManager>(),
                host.GetRequiredService<IQuotaManager>(),
                host.GetRequiredService<IConsumptionManager>(),
                engine,
                new Journal(lines),
                $"w{leg % 2}",
                seed: leg,
                hurries: true);
            await worker.RunAsync(Steps);
            await check.NeverOverAsync(Cancellation);
        }

        ChaosLine[] history = [.. ChaosLine.Read(lines.ToString().Split('\n'))];
        await check.SpendingAgreesAsync(history, Cancellation);
        FileClock.Set(clock, 48 * 3600);
        await check.AgreesAtTheEndAsync(history, Cancellation);
    }
}
