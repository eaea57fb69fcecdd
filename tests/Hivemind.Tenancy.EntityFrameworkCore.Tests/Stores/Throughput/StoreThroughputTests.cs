using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>
/// Not tests but measurements, run on demand (<c>bash tests/heavy.sh stores</c>): reserving, committing and releasing through
/// the library beside the bare driver with the same statements, in turns within one run, so that ratios mean something on a
/// noisy machine.
/// </summary>
public sealed class StoreThroughputTests(PostgresServer server)
{
    private const int Rounds = 5;
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Sqlite()
    {
        string folder = Directory.CreateTempSubdirectory("hivemind-throughput-").FullName;
        string connectionString = $"Data Source={Path.Combine(folder, "tenancy.db")}";
        try
        {
            await using ServiceProvider host = new ServiceCollection().AddTrustedTenancy().UseSqlite(connectionString).Services.BuildServiceProvider();
            await MeasureAsync("SQLite", host, () => new BareSqlite(connectionString));
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
        await using ServiceProvider host = new ServiceCollection().AddTrustedTenancy().UsePostgreSql(database.ConnectionString).Services.BuildServiceProvider();
        await MeasureAsync("PostgreSQL", host, () => new BarePostgres(database.ConnectionString));
    }

    private static async Task MeasureAsync(string name, ServiceProvider host, Func<IBareStore> openBare)
    {
        await host.MigrateTenancyAsync(Cancellation);
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        TenantId[] ids = [.. Enumerable.Range(0, 1000).Select(i => TenantId.Parse($"tenant-{i:D4}"))];
        foreach (TenantId id in ids)
        {
            await tenants.CreateTenantAsync(
                new TenantSpec { Id = id, Name = id.Value, OwnerId = "owner", ResourceQuotas = new ResourceQuotas { CpuCores = 1000, MemoryBytes = 1L << 50, StorageBytes = 1L << 50, Containers = 10_000, Services = 10_000 } },
                Cancellation);
        }

        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        Write("database     tenants  clients   bare ops/s  ours ops/s  ratio   bare p50/p99 ms   ours p50/p99 ms");
        foreach ((int count, int clients) in ((int, int)[])[(1, 1), (1000, 1), (1, 16), (1000, 16)])
        {
            IBareStore[] bare = [.. Enumerable.Range(0, clients).Select(_ => openBare())];
            List<Sample> bareRounds = [];
            List<Sample> ourRounds = [];
            for (int round = -1; round < Rounds; round++)
            {
                Sample b = await RunAsync(clients, (client, n) => bare[client].CycleAsync(ids[n % count].Value, $"bare-{client}-{n}", Cancellation));
                Sample o = await RunAsync(clients, (client, n) => CycleAsync(quotas, ids[n % count], $"ours-{client}-{n}"));
                if (round >= 0)
                {
                    bareRounds.Add(b);
                    ourRounds.Add(o);
                }
            }

            double ratio = Median(bareRounds.Zip(ourRounds, (b, o) => b.PerSecond / o.PerSecond));
            Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-12} {count,7} {clients,8} {Median(bareRounds.Select(s => s.PerSecond)),12:F0} {Median(ourRounds.Select(s => s.PerSecond)),11:F0} {ratio,6:F2} {Median(bareRounds.Select(s => s.P50)),10:F2}/{Median(bareRounds.Select(s => s.P99)),-7:F2} {Median(ourRounds.Select(s => s.P50)),9:F2}/{Median(ourRounds.Select(s => s.P99)),-7:F2}"));
            Array.ForEach(bare, b => b.Dispose());
        }

        await MeasureReadsAsync(name, host, ids);
    }

    private static async Task MeasureReadsAsync(string name, ServiceProvider host, TenantId[] ids)
    {
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        IAccessManager access = host.GetRequiredService<IAccessManager>();
        await access.BindRoleAsync(new RoleBinding(RoleSubject.User("alice"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(ids[0])), Cancellation);
        await EachAsync("find a tenant, warm cache", 100_000, async () => await tenants.FindTenantAsync(ids[0], Cancellation));
        await EachAsync("check access, warm cache", 100_000, async () => await access.CheckTenantAccessAsync("alice", ids[0], Cancellation));

        ITenantStore store = host.GetRequiredService<ITenantStore>();
        Tenant template = (await tenants.GetTenantAsync(ids[0], Cancellation)) with { Namespaces = [] };
        await Parallel.ForEachAsync(Enumerable.Range(0, 99_000), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (i, token) =>
        {
            Tenant tenant = template with { Id = TenantId.Parse($"many-{i:D6}"), Uid = TenantUid.NewUid(), Name = $"Many {i:D6}" };
            await store.AddAsync(tenant, new TenantCreated { OccurredAt = tenant.CreatedAt, TenantId = tenant.Id, Tenant = tenant }, null, token);
        });
        Stopwatch watch = Stopwatch.StartNew();
        int listed = 0;
        TenantQuery query = new() { Limit = TenancyLimits.PageSize };
        while (await tenants.ListTenantsAsync(query, Cancellation) is { Count: > 0 } page)
        {
            listed += page.Count;
            query = query with { After = page[^1].Id };
        }

        listed.Should().Be(100_000);
        Write(string.Create(CultureInfo.InvariantCulture, $"{name}: a list of all {listed:N0} tenants {watch.Elapsed.TotalSeconds:F2} s"));

        async Task EachAsync(string what, int times, Func<Task> action)
        {
            await action();
            Stopwatch each = Stopwatch.StartNew();
            for (int i = 0; i < times; i++)
            {
                await action();
            }

            Write(string.Create(CultureInfo.InvariantCulture, $"{name}: {what} {each.Elapsed.TotalNanoseconds / times:F0} ns"));
        }
    }

    private static async Task CycleAsync(IQuotaManager quotas, TenantId tenant, string id)
    {
        ResourceReservation reservation = await quotas.ReserveAsync(
            tenant,
            new ResourceAmounts { CpuCores = 0.5m, MemoryBytes = 512L << 20, StorageBytes = 1L << 30, Containers = 1, Services = 1 },
            new ReservationOptions { AllocationId = id },
            Cancellation);
        await reservation.CommitAsync(Cancellation);
        await quotas.ReleaseAsync(tenant, id, cancellationToken: Cancellation);
    }

    private static async Task<Sample> RunAsync(int clients, Func<int, int, Task> cycle)
    {
        List<double>[] times = [.. Enumerable.Range(0, clients).Select(_ => new List<double>())];
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            for (int n = client * 61; watch.Elapsed < RoundTime; n++)
            {
                long start = Stopwatch.GetTimestamp();
                await cycle(client, n);
                times[client].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        })));
        double[] all = [.. times.SelectMany(t => t).Order()];
        return new Sample(all.Length / watch.Elapsed.TotalSeconds, all[all.Length / 2], all[(int)(all.Length * 0.99)]);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static void Write(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    /// <param name="PerSecond">Cycles of reserve, commit and release in a second.</param>
    /// <param name="P50">Median of a cycle, in ms.</param>
    /// <param name="P99">99th percentile of a cycle, in ms.</param>
    private sealed record Sample(double PerSecond, double P50, double P99);
}
