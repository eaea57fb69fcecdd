using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>
/// Not tests but measurements, as <see cref="StoreThroughputTests"/>: whether an admission costs the same in a tenant that holds 100,000
/// allocations as in one that holds 10, and whether others feel it. Always in turns within one run.
/// </summary>
public sealed class FlatnessTests(PostgresServer server)
{
    private const int Rounds = 7;
    private const int Few = 10;
    private const int Many = 100_000;
    private const string Source = "engine";
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(1.5);

    private static readonly ResourceAmounts One = new() { CpuCores = 0.001m, MemoryBytes = 1, StorageBytes = 1, Containers = 1, Services = 1 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Memory()
    {
        await using ServiceProvider host = Hosting().Services.BuildServiceProvider();
        await MeasureAsync("memory", host);
    }

    [Fact(Explicit = true)]
    public async Task Sqlite()
    {
        string folder = Directory.CreateTempSubdirectory("hivemind-flatness-").FullName;
        try
        {
            await using ServiceProvider host = Hosting().UseSqlite($"Data Source={Path.Combine(folder, "tenancy.db")}").Services.BuildServiceProvider();
            await host.MigrateTenancyAsync(Cancellation);
            await MeasureAsync("SQLite", host);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact(Explicit = true)]
    public async Task Postgres()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await using ServiceProvider host = Hosting().UsePostgreSql(database.ConnectionString).Services.BuildServiceProvider();
        await host.MigrateTenancyAsync(Cancellation);
        await MeasureAsync("PostgreSQL", host);
    }

    private static HivemindTenancyBuilder Hosting() => new ServiceCollection().AddTrustedTenancy();

    private static async Task MeasureAsync(string name, ServiceProvider host)
    {
        using TenantScope scope = TenantContext.System("measurement", "flatness").Enter();
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        TenantId few = await FillAsync(host, "few", Few);
        TenantId many = await FillAsync(host, "many", Many);
        TenantId other = await FillAsync(host, "other", Few);

        (double atFew, double atMany) = await InTurnsAsync(
            () => RunAsync(quotas, few, "one"),
            () => RunAsync(quotas, many, "one"));
        Write($"{name}: reserve and give back, p50 {atFew:F3} ms with {Few}, {atMany:F3} ms with {Many:N0} allocations: ratio {atMany / atFew:F2} (budget 1.2)");

        (double besideFew, double besideMany) = await InTurnsAsync(
            () => BesideAsync(quotas, few, () => RunAsync(quotas, other, "beside")),
            () => BesideAsync(quotas, many, () => RunAsync(quotas, other, "beside")));
        Write($"{name}: another tenant beside 4 callers, p50 {besideFew:F3} ms beside {Few}, {besideMany:F3} ms beside {Many:N0}: ratio {besideMany / besideFew:F2} (budget 1.3)");
    }

    /// <summary>A tenant that an engine was seen to run so much of, at 79 percent of its limit: one more caller crosses a threshold.</summary>
    private static async Task<TenantId> FillAsync(ServiceProvider host, string id, int count)
    {
        TenantId tenant = TenantId.Parse(id);
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        int limit = count * 100 / 79;
        await host.GetRequiredService<ITenantManager>().CreateTenantAsync(
            new TenantSpec { Id = tenant, Name = id, OwnerId = "owner", ResourceQuotas = new ResourceQuotas { Containers = Math.Max(limit, count + 10) } },
            Cancellation);
        ObservedAllocation[] seen = [.. Enumerable.Range(0, count).Select(i => new ObservedAllocation($"kept-{i:D6}", One))];
        for (int i = 0; i < 2; i++)
        {
            // First adopted, then confirmed.
            ReconciliationMark mark = (await quotas.ReadMarksAsync([tenant], Cancellation)).Single();
            await quotas.ReconcileAsync(new AllocationObservation(Source, mark, seen), Cancellation);
        }

        (await quotas.GetUsageAsync(tenant, Cancellation)).Committed.Should().Be(count);
        return tenant;
    }

    private static async Task<(double First, double Second)> InTurnsAsync(Func<Task<double>> first, Func<Task<double>> second)
    {
        List<double> firsts = [];
        List<double> seconds = [];
        for (int round = -1; round < Rounds; round++)
        {
            double a = await first();
            double b = await second();
            if (round >= 0)
            {
                firsts.Add(a);
                seconds.Add(b);
            }
        }

        return (Median(firsts), Median(seconds));
    }

    private static async Task<double> BesideAsync(IQuotaManager quotas, TenantId busy, Func<Task<double>> measure)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task[] callers = [.. Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (int n = 0; !stop.IsCancellationRequested; n++)
            {
                await quotas.TryReserveAsync(busy, One, new ReservationOptions { AllocationId = $"busy-{caller}" }, Cancellation);
                await quotas.ReleaseAsync(busy, $"busy-{caller}", cancellationToken: Cancellation);
            }
        }))];
        double median = await measure();
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        return median;
    }

    private static async Task<double> RunAsync(IQuotaManager quotas, TenantId tenant, string id)
    {
        List<double> times = [];
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < RoundTime)
        {
            long start = Stopwatch.GetTimestamp();
            await quotas.ReserveAsync(tenant, One, new ReservationOptions { AllocationId = id }, Cancellation);
            await quotas.ReleaseAsync(tenant, id, cancellationToken: Cancellation);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Median(times);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static void Write(FormattableString line) => TestContext.Current.TestOutputHelper!.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
