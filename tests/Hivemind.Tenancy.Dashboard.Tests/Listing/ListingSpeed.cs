using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests.Listing;

/// <summary>How much longer the first page takes at 10,000 tenants than at 100. Said, not asserted: it is time.</summary>
public sealed class ListingSpeed(ITestOutputHelper output)
{
    [Theory(Explicit = true)]
    [InlineData("memory", "")]
    [InlineData("memory", "?sort=worst")]
    [InlineData("sqlite", "")]
    [InlineData("sqlite", "?sort=worst")]
    public async Task First_page_at_10_000_tenants_and_at_100(string store, string query)
    {
        await using DashboardHost few = await StartAsync(store, "few", 100);
        await using DashboardHost many = await StartAsync(store, "many", 10_000);
        using HttpClient fewClient = few.Client("root");
        using HttpClient manyClient = many.Client("root");
        List<double> fewTimes = [], manyTimes = [];
        for (int i = 0; i < 60; i++)
        {
            double first = await TimeAsync(fewClient, query);
            double second = await TimeAsync(manyClient, query);
            if (i >= 10)
            {
                fewTimes.Add(first);
                manyTimes.Add(second);
            }
        }

        fewTimes.Sort();
        manyTimes.Sort();
        output.WriteLine(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{store} '{query}': 100 tenants {fewTimes[25]:0.0} ms, 10,000 tenants {manyTimes[25]:0.0} ms, ratio {manyTimes[25] / fewTimes[25]:0.00} (medians of 50, interleaved)"));
    }

    private static async Task<DashboardHost> StartAsync(string store, string name, int tenants)
    {
        string file = Path.Combine(Path.GetTempPath(), $"dashboard-{name}-{Guid.NewGuid():N}.db");
        DashboardHost host = await DashboardHost.StartAsync(t =>
        {
            if (store == "sqlite")
            {
                t.UseSqlite($"Data Source={file}", o => o.MigrateOnStart = true);
            }
        });
        await ListingTests.FillAsync(host, tenants);
        return host;
    }

    private static async Task<double> TimeAsync(HttpClient client, string query)
    {
        long start = Stopwatch.GetTimestamp();
        _ = await client.GetStringAsync(client.BaseAddress + query, TestContext.Current.CancellationToken);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
