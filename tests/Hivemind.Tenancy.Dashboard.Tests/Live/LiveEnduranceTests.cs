using System.Diagnostics;
using Hivemind.Tenancy.Dashboard.Tests.Listing;
using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>Many pages, and a page for a long time.</summary>
public sealed class LiveEnduranceTests(Chromium chromium)
{
    private const int Pages = 1000;

    [Fact]
    public async Task A_thousand_live_pages_of_an_idle_host_cost_two_reads_of_the_store_a_second_at_most()
    {
        // All but what keeps apps and books together, with and without pages.
        CountedStore store = new(counts: call => call is not nameof(ITenantStore.ReconcileAsync) and not nameof(ITenantStore.ReadMarksAsync));
        await using DashboardHost host = await DashboardHost.StartAsync(store.Before);
        for (int i = 0; i < 100; i++)
        {
            await host.AddTenantAsync($"tenant-{i}", $"owner-{i}");
        }

        using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue }) { Timeout = HangLimit.Duration };
        using CancellationTokenSource closed = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task[] pages = await OpenAsync(host, client, closed.Token);

        await HangLimit.UntilAsync("what the beginning costs is over", async () => (await ReadsAsync(store, TimeSpan.FromSeconds(2))).Count <= 4, TestContext.Current.CancellationToken);
        (int count, TimeSpan elapsed) = await ReadsAsync(store, TimeSpan.FromSeconds(10));

        count.Should().BeLessThanOrEqualTo((int)Math.Ceiling(2 * elapsed.TotalSeconds), "of {0} pages in {1}", Pages, elapsed);
        pages.Count(p => p.IsCompleted).Should().Be(0, "all pages are still connected");
        await closed.CancelAsync();
        await Task.WhenAll(pages);
    }

    [Fact]
    public async Task Ten_thousand_events_and_five_hundred_reconnections_leave_a_page_as_small_as_before()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        await using Visit visit = await chromium.OpenAsync(host, "olga");
        await visit.GoAsync("/acme/events");
        ICDPSession browser = await visit.Page.Context.NewCDPSessionAsync(visit.Page);

        for (int round = -10; round < 0; round++)
        {
            await RunAsync(visit, host, acme, round, events: 500, reconnections: 40);
        }

        // At some point the heap grows once, when the browser compiles what has run so often. What leaks grows each time.
        List<string> grown = [];
        IReadOnlyDictionary<string, double> before = await MeasureAsync(browser);
        while (grown.Count < 3)
        {
            for (int round = 1; round <= 20; round++)
            {
                await RunAsync(visit, host, acme, (20 * grown.Count) + round, events: 500, reconnections: 25);
            }

            IReadOnlyDictionary<string, double> after = await MeasureAsync(browser);
            foreach (string what in new[] { "Documents", "Nodes", "JSEventListeners" })
            {
                after[what].Should().Be(before[what], what);
            }

            if (after["JSHeapUsedSize"] < 1.1 * before["JSHeapUsedSize"])
            {
                return;
            }

            grown.Add($"{before["JSHeapUsedSize"]:N0} bytes became {after["JSHeapUsedSize"]:N0}");
            before = after;
        }

        grown.Should().BeEmpty("10,000 events and 500 reconnections leave the heap within 10 %");
    }

    private static async Task<Task[]> OpenAsync(DashboardHost host, HttpClient client, CancellationToken closed)
    {
        List<Task> pages = [];
        for (int i = 0; i < Pages; i++)
        {
            // Half are of operators who look at the list, half of owners who look at their own.
            int n = i % 100;
            HttpRequestMessage request = new(HttpMethod.Get, host.Address + (i % 2 == 0 ? $"/-/live?of=tenant-{n}" : $"/tenant-{n}/live"));
            request.Headers.Add(DashboardHost.UserHeader, i % 2 == 0 ? "root" : $"owner-{n}");
            HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, closed);
            answer.IsSuccessStatusCode.Should().BeTrue();
            pages.Add(ReadToEndAsync(answer, closed));
        }

        return [.. pages];
    }

    private static async Task ReadToEndAsync(HttpResponseMessage answer, CancellationToken closed)
    {
        using (answer)
        {
            try
            {
                await using Stream body = await answer.Content.ReadAsStreamAsync(closed);
                await body.CopyToAsync(Stream.Null, closed);
            }
            catch (OperationCanceledException)
            {
                // The page is closed.
            }
        }
    }

    private static async Task<(int Count, TimeSpan Elapsed)> ReadsAsync(CountedStore store, TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        string[] calls = await store.DuringAsync(() => Task.Delay(time, TestContext.Current.CancellationToken));
        return (calls.Length, Stopwatch.GetElapsedTime(start));
    }

    private static async Task RunAsync(Visit visit, DashboardHost host, Tenant tenant, int round, int events, int reconnections)
    {
        using (TenantContext.System("test", "changes").Enter())
        {
            for (int i = 1; i <= events; i++)
            {
                await host.Tenants.UpdateTenantAsync(
                    tenant, t => t with { Name = $"Acme {round}-{i}" }, cancellationToken: TestContext.Current.CancellationToken);
            }
        }

        // As when a tab is left and come back to.
        await visit.Page.EvaluateAsync(
            """
            async n => {
              for (let i = 0; i < n; i++) {
                dispatchEvent(new PageTransitionEvent('pagehide'));
                dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
                await new Promise(r => setTimeout(r, 20));
              }
            }
            """,
            reconnections);
        await Assertions.Expect(visit.Page.Locator(".events li").First).ToContainTextAsync($"Acme {round}-{events}", new() { Timeout = HangLimit.Milliseconds });
    }

    /// <summary>What the browser counts of the page after everything has been collected that nobody holds, once no reading is under way: that has a document of its own.</summary>
    private static async Task<IReadOnlyDictionary<string, double>> MeasureAsync(ICDPSession browser)
    {
        await browser.SendAsync("Performance.enable");
        IReadOnlyDictionary<string, double> counted = new Dictionary<string, double>();
        await HangLimit.UntilAsync("the page's own document is all there is", async () => (counted = await CollectAsync(browser))["Documents"] == 1, TestContext.Current.CancellationToken);
        return counted;
    }

    private static async Task<IReadOnlyDictionary<string, double>> CollectAsync(ICDPSession browser)
    {
        for (int i = 0; i < 3; i++)
        {
            await browser.SendAsync("HeapProfiler.collectGarbage");
            await Task.Delay(300, TestContext.Current.CancellationToken);
        }

        return (await browser.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("value").GetDouble());
    }
}
