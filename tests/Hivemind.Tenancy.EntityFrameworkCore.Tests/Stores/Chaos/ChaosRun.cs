using System.Globalization;
using Hivemind.Tenancy.StoreWorker;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>
/// Three host processes that do everything to the same tenants at once, while they are killed, their connections are cut, and the
/// store's clock jumps. Hosts' own clocks go wrong by seconds and by hours. The judge is <see cref="ChaosCheck"/>.
/// </summary>
internal sealed class ChaosRun(string database, Func<StoreClock, ServiceProvider> open, Func<Random, Task>? disturb) : IAsyncDisposable
{
    private static readonly double[] Skews = [0, 5, -5 * 3600];
    private static readonly double[] Jumps = [0, 5, -5, 0, 5 * 3600, 0, -5 * 3600, 0];

    private readonly string _folder = Directory.CreateTempSubdirectory("hivemind-chaos-").FullName;
    private readonly List<WorkerProcess> _started = [];

    /// <summary>How long it lasts: HIVEMIND_CHAOS_SECONDS, or most of a minute on each database.</summary>
    public static int Seconds => int.Parse(Environment.GetEnvironmentVariable("HIVEMIND_CHAOS_SECONDS") ?? "50", CultureInfo.InvariantCulture);

    private string ClockFile => Path.Combine(_folder, "clock");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        FileClock.Set(ClockFile, 0);
        FileEngine engine = new(Directory.CreateDirectory(Path.Combine(_folder, "engine")).FullName);
        await using ServiceProvider host = open(new StoreClock(new FileClock(ClockFile)));
        ChaosCheck check = new(host, engine);
        Random random = new(4711);
        WorkerProcess[] workers = [.. Enumerable.Range(0, Skews.Length).Select(i => Start(i, seed: i))];
        long start = TimeProvider.System.GetTimestamp();
        int turn = 0;
        while (TimeProvider.System.GetElapsedTime(start).TotalSeconds < Seconds)
        {
            await Task.Delay(random.Next(200, 800), cancellationToken);
            await check.NeverOverAsync(cancellationToken);
            turn++;
            if (turn % 20 == 0)
            {
                int victim = random.Next(workers.Length);
                await workers[victim].KillAsync(cancellationToken);
                workers[victim] = Start(victim, seed: 10 + turn);
            }

            if (turn % 7 == 0)
            {
                FileClock.Set(ClockFile, Jumps[turn / 7 % Jumps.Length]);
            }

            if (disturb is not null && turn % 3 == 0)
            {
                await disturb(random);
            }
        }

        foreach (WorkerProcess worker in workers)
        {
            await worker.KillAsync(cancellationToken);
        }

        _started.Should().NotContain(w => w.Errors.Length > 0, "hosts end when they are killed");
        ChaosLine[] lines = [.. ChaosLine.Read(_started.SelectMany(w => w.Lines))];
        await check.SpendingAgreesAsync(lines, cancellationToken);

        // Past every lease that any clock has given.
        FileClock.Set(ClockFile, 48 * 3600);
        await check.AgreesAtTheEndAsync(lines, cancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{_started.Count} hosts killed");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WorkerProcess worker in _started)
        {
            await worker.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private WorkerProcess Start(int index, int seed)
    {
        WorkerProcess worker = WorkerProcess.Start(database, "chaos", $"w{index}", seed, 24 * 3600, new Dictionary<string, string>
        {
            ["HIVEMIND_CHAOS"] = _folder,
            ["HIVEMIND_SKEW"] = Skews[index].ToString(CultureInfo.InvariantCulture),
        });
        _started.Add(worker);
        return worker;
    }
}
