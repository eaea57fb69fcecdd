using Hivemind.Tenancy.Billing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests.Usage;

public sealed class UsagePageTests
{
    private static readonly Permission Look = new("allocations", "read");

    [Fact]
    public async Task Quotas_are_said_in_words()
    {
        await using UsageHost host = await UsageHost.StartAsync(change: s => s with { ResourceQuotas = new ResourceQuotas { CpuCores = 4, Containers = 0, MemoryBytes = 1024 } });
        await host.HoldAsync("runs", new ResourceAmounts { CpuCores = 3, MemoryBytes = 1024 });
        await host.HoldAsync("starts", new ResourceAmounts { CpuCores = 0.5m }, commit: false);
        string before = await host.ReadAsync("olga");
        using (TenantContext.System("test", "lowers").Enter())
        {
            await host.Host.Tenants.UpdateResourceQuotasAsync(host.Tenant, new ResourceQuotas { CpuCores = 2, Containers = 0, MemoryBytes = 1024 }, cancellationToken: TestContext.Current.CancellationToken);
            await host.Host.Quotas.GrantGraceAsync(host.Tenant, new ResourceAmounts { CpuCores = 3 }, BusyTenant.Now.AddDays(1), cancellationToken: TestContext.Current.CancellationToken);
        }

        string after = await host.ReadAsync("olga");

        before.Should().Contain("3 cores in use, 0.5 cores reserved, 0.5 cores free").And.Contain("None of it is allowed.").And.Contain("Full: nothing more is let in");
        after.Should().Contain("Over the limit by 0.5 cores: nothing more is let in until it is below.").And.Contain("The quota itself is 2 cores.")
            .And.Contain("More than the quota is allowed until 11/18/2026 14:25 UTC");
    }

    [Fact]
    public async Task Without_the_right_to_read_usage_nothing_over_time_is_shown()
    {
        await using UsageHost host = await UsageHost.StartAsync(WithPrices);
        await host.HoldAsync("runs");
        await host.AllowAsync("lena", Look);
        await host.AllowAsync("uta", Look, TenancyPermissions.ReadUsage);

        (await host.ReadAsync("lena")).Should().Contain("1 core in use").And.NotContain("Over time").And.NotContain("Statements");
        (await host.ReadAsync("uta")).Should().Contain("Over time").And.NotContain("Statements");
        (await host.ReadAsync("olga")).Should().Contain("Over time").And.Contain("Statements");
    }

    [Fact]
    public async Task Where_nothing_is_metered_it_says_who_can_switch_it_on()
    {
        await using UsageHost host = await UsageHost.StartAsync(t => t.Services.Configure<HivemindTenancyOptions>(o => o.Metering = false));
        await host.HoldAsync("runs");

        (await host.ReadAsync("olga")).Should().Contain("Whoever runs the platform can switch it on").And.Contain("o.Metering = true").And.NotContain("Earlier");
    }

    [Fact]
    public async Task Where_nothing_was_held_it_says_so_and_how_long_it_is_kept()
    {
        await using UsageHost host = await UsageHost.StartAsync(t => t.Services.Configure<HivemindTenancyOptions>(o => o.RetainUsage = TimeSpan.FromDays(400)));

        (await host.ReadAsync("olga", "?by=hour&at=2026-03-05")).Should().Contain("Nothing was held in this time: Thursday, 05 March 2026.").And.Contain("older than 400 days");
    }

    [Fact]
    public async Task A_zone_that_is_not_known_is_said()
    {
        await using UsageHost host = await UsageHost.StartAsync();

        (await host.ReadAsync("olga", "?zone=Mars")).Should().Contain("That time zone is not known here");
        (await host.ReadAsync("olga", "?zone=Asia/Tokyo")).Should().NotContain("is not known here");
    }

    [Fact]
    public async Task Budgets_say_what_is_left_and_until_when()
    {
        await using UsageHost host = await UsageHost.StartAsync(change: s => s with
        {
            Budgets = new Dictionary<string, ConsumptionBudget>
            {
                ["tokens"] = new(1000, CalendarUnit.Month),
                ["minutes"] = new(10, CalendarUnit.Day) { IsPostPaid = true },
                ["requests"] = new(5, CalendarUnit.Hour),
            },
        });
        (await host.ReadAsync("olga")).Should().Contain("0 used up of 1,000");
        using (TenantContext.System("test", "consumes").Enter())
        {
            await host.Consumption.ConsumeAsync(host.Tenant, new ConsumptionAmounts { ["tokens"] = 700, ["minutes"] = 12, ["requests"] = 5, ["builds"] = 3 }, cancellationToken: TestContext.Current.CancellationToken);
            await host.Consumption.HoldAsync(host.Tenant, new ConsumptionAmounts { ["tokens"] = 200 }, TimeSpan.FromHours(1), cancellationToken: TestContext.Current.CancellationToken);
        }

        (await host.ReadAsync("olga")).Should()
            .Contain("700 used up of 1,000").And.Contain("100 left.").And.Contain("200 held for what is still at work.").And.Contain("Begins anew 12/01/2026 00:00 UTC")
            .And.Contain("Post-paid: it is counted and charged, and never refuses.").And.Contain("Over the budget by 2.")
            .And.Contain("Used up: nothing more is let in until it begins anew.").And.Contain("3 used up without limit");
    }

    [Fact]
    public async Task Without_budgets_it_says_who_can_set_one()
    {
        await using UsageHost host = await UsageHost.StartAsync();

        (await host.ReadAsync("olga")).Should().Contain("This tenant has no budgets, and nothing was counted yet.");
    }

    [Fact]
    public async Task Statements_are_those_of_billing()
    {
        await using UsageHost host = await UsageHost.StartAsync(WithPrices, days: 30);
        await BusyTenant.ReplayAsync(host.Host, host.Clock, host.Tenant, days: 30, jobsPerDay: 5);
        Statement now, before;
        using (TenantContext.System("test", "bills").Enter())
        {
            now = await host.Billing.GetStatementAsync(host.Tenant, 2026, 11, cancellationToken: TestContext.Current.CancellationToken);
            before = await host.Billing.GetStatementAsync(host.Tenant, 2026, 10, cancellationToken: TestContext.Current.CancellationToken);
        }

        (_, string page) = await host.GetAsync("olga");
        string text = Html.Text(page);

        now.Total.Should().BePositive().And.NotBe(before.Total);
        string[] totals = [.. Html.All(page, "p", "class=\"total\"").Select(p => p.Element("data")!.Said("value"))];
        totals.Should().Equal(Exact(now.Total), Exact(before.Total));
        string[] amounts = [.. Html.All(page, "table").Where(t => t.Element("tfoot") is not null).SelectMany(t => t.Element("tbody")!.Elements("tr")).Select(r => r.Descendants("data").Last().Said("value"))];
        amounts.Should().Equal(now.Lines.Concat(before.Lines).Select(l => Exact(l.Amount)));
        text.Should().Contain("2026 November so far").And.Contain("So far: the month is still running.").And.Contain("Final: the month is closed.")
            .And.Contain("included, free").And.Contain("Used, but without a price, so it costs nothing: Containers").And.Contain("rounded once, to 2 digits");
    }

    [Fact]
    public async Task A_month_in_which_the_tenant_was_not_there_is_not_offered()
    {
        await using UsageHost host = await UsageHost.StartAsync(WithPrices);

        (await host.ReadAsync("olga")).Should().Contain("2026 November so far").And.NotContain("2026 October");
        host.Clock.Advance(TimeSpan.FromDays(14));
        (await host.ReadAsync("olga")).Should().Contain("2026 December so far").And.Contain("2026 November").And.NotContain("2026 October");
    }

    [Fact]
    public async Task Quantities_of_a_statement_are_said_in_words_and_all_steps_of_a_price_have_names()
    {
        await using UsageHost host = await UsageHost.StartAsync(t => t.AddBilling(o => o.PriceLists = [Prices with
        {
            Prices =
            [
                new Price { Resource = "cpu", Included = 1, Tiers = [new PriceTier { UpTo = 2, Amount = 3 }, new PriceTier { Amount = 2.5m }] },
                new Price { Resource = "memory", UnitSize = 1L << 30, Per = PricePer.Month, Amount = 2.5m },
                new Price { Resource = "tokens", Per = PricePer.Use, UnitSize = 1000, Amount = 0.002m },
                new Price { Resource = "reports", Per = PricePer.Use, Unit = "Reports", Amount = 1 },
            ],
        }]));
        await host.HoldAsync("runs", new ResourceAmounts { CpuCores = 2, MemoryBytes = 32L << 30 });
        host.Clock.Advance(TimeSpan.FromHours(3));
        using (TenantContext.System("test", "counts").Enter())
        {
            await host.Consumption.ConsumeAsync(host.Tenant, new() { ["tokens"] = 4656, ["reports"] = 2 }, "once", TestContext.Current.CancellationToken);
        }

        host.Clock.Advance(TimeSpan.FromDays(14));

        (await host.ReadAsync("olga")).Should()
            .Contain("CPU included, free 1 core-hours at 0.00 EUR 0.00 ")
            .And.Contain("CPU price step 1 2 core-hours at 3.00 EUR 6.00 ")
            .And.Contain("CPU price step 2 ").And.Contain(" core-hours at 2.50 EUR ")
            .And.MatchRegex("Memory [0-9.]+ GiB-months at 2.50 EUR ")
            .And.Contain("tokens 4.656 × 1,000 tokens at 0.002 EUR 0.01 ")
            .And.Contain("reports 2 Reports at 1.00 EUR 2.00 ")
            .And.Contain("a core-hour is one core held for an hour, a GiB-month one GiB held for 730 hours");
    }

    [Fact]
    public async Task Prices_that_are_missing_are_explained()
    {
        await using UsageHost host = await UsageHost.StartAsync(t => t.AddBilling(o => o.PriceLists = [Prices with { ValidFrom = new DateOnly(2026, 11, 1) }]), days: 30);
        host.Clock.Advance(BusyTenant.Now - host.Clock.GetUtcNow());
        await host.HoldAsync("runs");

        (await host.ReadAsync("olga")).Should().Contain("No prices are set for this month").And.Contain("2026 November so far 0.00 EUR");
    }

    [Fact]
    public async Task A_month_that_is_no_longer_kept_is_explained()
    {
        await using UsageHost host = await UsageHost.StartAsync(t =>
        {
            WithPrices(t);
            t.Services.Configure<HivemindTenancyOptions>(o => o.RetainUsage = TimeSpan.FromDays(40));
        }, days: 30);
        host.Clock.Advance(BusyTenant.Now - host.Clock.GetUtcNow());

        (await host.ReadAsync("olga")).Should().Contain("no longer kept whole");
    }

    [Fact]
    public async Task Who_belongs_to_another_tenant_finds_nothing()
    {
        await using UsageHost host = await UsageHost.StartAsync();
        await host.Host.AddTenantAsync("globex", owner: "gus");

        (await host.GetAsync("gus")).Should().Match<(int Status, string Page)>(a => a.Status == 404 && !a.Page.Contains("Name of acme", StringComparison.Ordinal));
        (await host.GetAsync("gus", tenant: "nobody")).Status.Should().Be(404);
        (await host.GetAsync("gus", tenant: "globex")).Status.Should().Be(200);
    }

    [Fact]
    public async Task Names_that_are_hostile_are_text()
    {
        const string hostile = "<script>alert(1)</script>\"'\u202Eedir";
        string name = hostile.PadRight(128, 'x');
        await using UsageHost host = await UsageHost.StartAsync(WithPrices, s => s with { Name = name, Namespaces = ["web"], Description = hostile, Labels = new Dictionary<string, string>() });
        using (TenantContext.System("test", "holds").Enter())
        {
            await host.Host.Quotas.ReserveAsync(host.Tenant, new ResourceAmounts { CpuCores = 1 }, new ReservationOptions
            {
                AllocationId = hostile,
                Source = hostile,
                Labels = new Dictionary<string, string> { ["<b>"] = "\"><img src=x>" },
            }, TestContext.Current.CancellationToken);
        }

        (_, string page) = await host.GetAsync("root", "?ns=%3Cscript%3E&source=" + Uri.EscapeDataString(hostile) + "&zone=%22%3E%3Cscript%3E&by=%3Cscript%3E");
        (_, string all) = await host.GetAsync("root");

        foreach (string shown in new[] { page, all })
        {
            shown.Should().NotContain("<script>alert").And.NotContain("<b>").And.NotContain("<img").And.Contain("&lt;script&gt;alert(1)");
        }

        Html.Text(all).Should().Contain(name);
    }

    internal static PriceList Prices { get; } = new()
    {
        Name = "default",
        Currency = "EUR",
        ValidFrom = new DateOnly(2026, 1, 1),
        Prices = [new Price { Resource = "cpu", Amount = 0.0125m, Included = 10 }, new Price { Resource = "memory", UnitSize = 1L << 30, Per = PricePer.Month, Amount = 2.5m }],
    };

    internal static void WithPrices(HivemindTenancyBuilder tenancy) => tenancy.AddBilling(o => o.PriceLists = [Prices]);

    private static string Exact(decimal amount) => amount.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}
