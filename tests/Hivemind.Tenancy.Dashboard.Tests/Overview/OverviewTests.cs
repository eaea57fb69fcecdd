using Hivemind.Tenancy.Dashboard.Tests.Usage;

namespace Hivemind.Tenancy.Dashboard.Tests.Overview;

public sealed class OverviewTests
{
    [Fact]
    public async Task A_tenant_without_trouble_needs_no_attention()
    {
        await using UsageHost host = await UsageHost.StartAsync();

        string text = await ReadAsync(host);

        text.Should().NotContain("Needs attention").And.NotContain("Who uses most").And.Contain("Name of acme").And.Contain("olga");
    }

    [Fact]
    public async Task What_refuses_comes_before_what_soon_will()
    {
        await using UsageHost host = await UsageHost.StartAsync(change: s => s with
        {
            ResourceQuotas = new ResourceQuotas { CpuCores = 10, MemoryBytes = 1 << 20, Containers = 4, Services = 0 },
            Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(7, CalendarUnit.Day) },
        });
        await host.HoldAsync("job", new ResourceAmounts { CpuCores = 9, MemoryBytes = 1 << 20, Containers = 4 });
        using (TenantContext.System("test", "changes").Enter())
        {
            await host.Consumption.ConsumeAsync(host.Tenant, new ConsumptionAmounts { ["tokens"] = 7 }, cancellationToken: TestContext.Current.CancellationToken);
            await host.Host.Tenants.UpdateResourceQuotasAsync(host.Tenant, new ResourceQuotas { CpuCores = 10, MemoryBytes = 1 << 20, Containers = 2, Services = 0 }, cancellationToken: TestContext.Current.CancellationToken);
            await host.Host.Quotas.GrantGraceAsync(host.Tenant, new ResourceAmounts { Containers = 3 }, BusyTenant.Now.AddHours(2), cancellationToken: TestContext.Current.CancellationToken);
        }

        string text = await ReadAsync(host);

        text.Should().ContainAll(
            "Containers: over the limit by 1. Nothing more of it is let in until it is below.",
            "Memory: full, 1 MiB of 1 MiB.",
            "CPU: nearly full, 9 cores of 10 cores.",
            "More than the quota is allowed for a while, until 11/17/2026 16:25 UTC",
            "From then on it would be over the quota: Containers by 2.",
            "The budget of tokens is used up. It begins anew 11/18/2026 00:00 UTC");
        text.IndexOf("The budget of tokens", StringComparison.Ordinal).Should().BeLessThan(text.IndexOf("CPU: nearly full", StringComparison.Ordinal));
        text.Should().NotContain("Services: full");
    }

    [Fact]
    public async Task A_suspended_tenant_says_why_and_what_to_do()
    {
        await using UsageHost host = await UsageHost.StartAsync();
        using (TenantContext.System("test", "suspends").Enter())
        {
            await host.Host.Tenants.SuspendTenantAsync(host.Tenant, "The bill of <October> is open.", cancellationToken: TestContext.Current.CancellationToken);
        }

        (await ReadAsync(host, "root")).Should().Contain("This tenant is suspended: its apps are stopped, and nothing new starts").And.Contain("Members can still look, stop and remove apps, and manage members.").And.Contain("Reason: The bill of <October> is open.").And.Contain("resume it under Settings")
            .And.Contain("What happened last").And.Contain("suspended the tenant");
    }

    [Fact]
    public async Task The_last_five_events_are_told_as_sentences()
    {
        await using UsageHost host = await UsageHost.StartAsync();
        for (int i = 1; i <= 6; i++)
        {
            using TenantScope scope = TenantContext.System("test", "grants").Enter();
            await host.Host.Quotas.GrantGraceAsync(host.Tenant, new ResourceAmounts { CpuCores = 30 }, BusyTenant.Now.AddDays(i), cancellationToken: TestContext.Current.CancellationToken);
        }

        using HttpClient client = host.Host.Client("olga");
        string page = await client.GetStringAsync(client.BaseAddress + "/acme", TestContext.Current.CancellationToken);

        string[] lines = [.. Html.All(page, "ol", "class=\"events\"").Single().Elements("li").Select(Html.Text)];
        lines.Should().HaveCount(5).And.OnlyContain(l => l.Contains("allowed more than the quota until", StringComparison.Ordinal));
        lines[0].Should().Contain("23", "the newest comes first");

        await host.AllowAsync("lena", new Permission("allocations", "read"));
        (await ReadAsync(host, "lena")).Should().NotContain("What happened last");
    }

    [Fact]
    public async Task How_full_quotas_are_leaves_room_for_what_somebody_did()
    {
        await using UsageHost host = await UsageHost.StartAsync(change: s => s with { ResourceQuotas = new ResourceQuotas { CpuCores = 10, Containers = 10 } });
        for (int i = 0; i < 6; i++)
        {
            long held = await host.HoldAsync("job", new ResourceAmounts { CpuCores = 9, Containers = 9 });
            using TenantScope scope = TenantContext.System("test", "frees").Enter();
            await host.Host.Quotas.ReleaseAsync(host.Tenant, "job", held, TestContext.Current.CancellationToken);
            host.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        string text = await ReadAsync(host);
        text.Should().Contain("created the tenant").And.NotContain("% of the quota is reached").And.Contain("listed under All events");
        using HttpClient client = host.Host.Client("olga");
        string all = Html.Text(await client.GetStringAsync(client.BaseAddress + "/acme/events", TestContext.Current.CancellationToken));
        all.Should().Contain("CPU: 80 % of the quota is reached, 9 cores of 10 cores.").And.Contain("Of apps, only failures are listed.");
    }

    [Fact]
    public void What_a_suspension_does_is_said_of_a_host_without_apps_too()
    {
        Tenant suspended = new() { Id = TenantId.Parse("acme"), Uid = TenantUid.NewUid(), Name = "Acme", OwnerId = "olga", Status = TenantStatus.Suspended };
        TenantUsage usage = new(suspended.Id, suspended.Uid, default, [], 0, 0, null);

        new Attention(new EnglishTexts(), hasApps: false).Of(suspended, usage, []).Single().Text.Should()
            .Be("This tenant is suspended: nothing new starts until it is resumed. Nothing is deleted. Members can still look, and manage members.");
    }

    [Fact]
    public async Task Who_uses_most_is_told_by_namespace()
    {
        await using UsageHost host = await UsageHost.StartAsync(change: s => s with { Namespaces = ["a", "b", "c", "d", "e", "f", "g"] });
        foreach ((string ns, decimal cores) in new[] { ("a", 1m), ("b", 6m), ("c", 2m), ("d", 3m), ("e", 0.5m), ("f", 0.25m) })
        {
            await host.HoldAsync($"job-{ns}", new ResourceAmounts { CpuCores = cores, Containers = 1 }, ns: ns);
        }

        await host.HoldAsync("job-more", new ResourceAmounts { CpuCores = 0.5m, MemoryBytes = 2048 }, ns: "b");
        using HttpClient client = host.Host.Client("olga");
        string page = await client.GetStringAsync(client.BaseAddress + "/acme", TestContext.Current.CancellationToken);

        string[][] rows = [.. Html.All(page, "table").Single().Element("tbody")!.Elements("tr").Select(r => r.Elements().Select(Html.Text).ToArray())];
        rows.Should().BeEquivalentTo<string[]>(
            [["b", "6.5 cores", "2 KiB", "1", "2"], ["d", "3 cores", "–", "1", "1"], ["a", "1 core", "–", "1", "1"], ["c", "2 cores", "–", "1", "1"], ["e", "0.5 cores", "–", "1", "1"]],
            o => o.WithoutStrictOrdering());
        rows[0][0].Should().Be("b");
        rows[1][0].Should().Be("d");
        Html.Text(page).Should().Contain("And 1 more.");
    }

    private static async Task<string> ReadAsync(UsageHost host, string user = "olga")
    {
        using HttpClient client = host.Host.Client(user);
        return Html.Text(await client.GetStringAsync(client.BaseAddress + "/acme", TestContext.Current.CancellationToken));
    }
}
