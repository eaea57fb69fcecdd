namespace Hivemind.Tenancy.Tests;

/// <summary>Windows roll over where the calendar says, to the tick, and what is closed stays as it is.</summary>
public sealed class ConsumptionWindowTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Europe/Berlin", CalendarUnit.Day, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")] // 23 hours
    [InlineData("Europe/Berlin", CalendarUnit.Day, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")] // 25 hours
    [InlineData("Europe/Berlin", CalendarUnit.Month, "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z")]
    [InlineData("America/New_York", CalendarUnit.Day, "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z")]
    [InlineData("America/New_York", CalendarUnit.Week, "2026-10-26T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("America/New_York", CalendarUnit.Month, "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z")]
    [InlineData("America/Sao_Paulo", CalendarUnit.Day, "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z")] // no midnight
    [InlineData("Europe/Berlin", CalendarUnit.Hour, "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z")] // the first of two
    [InlineData("Europe/Berlin", CalendarUnit.Hour, "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z")]
    [InlineData("UTC", CalendarUnit.Minute, "2026-06-30T23:59:00Z", "2026-07-01T00:00:00Z")]
    [InlineData("UTC", CalendarUnit.Month, "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    public async Task A_window_is_as_long_as_the_calendar_says_and_not_a_tick_more(string zone, CalendarUnit unit, string from, string until)
    {
        (DateTimeOffset start, DateTimeOffset end) = (Parse(from), Parse(until));
        using BudgetHost host = await BudgetHost.StartAsync(
            StoreKind.Direct, start - Tick, budgets: ("tokens", new ConsumptionBudget(10, unit) { TimeZoneId = zone }));

        (await host.ConsumeAsync(10)).Should().BeTrue();
        host.MoveTo(start);
        (await host.UsageAsync()).Should().BeEquivalentTo(new { Used = 0L, WindowStart = start, WindowEnd = end });
        (await host.ConsumeAsync(10)).Should().BeTrue();
        host.MoveTo(end - Tick);
        (await host.ConsumeAsync(1)).Should().BeFalse();
        host.MoveTo(end);
        (await host.ConsumeAsync(10)).Should().BeTrue();
        (await host.ConsumeAsync(1)).Should().BeFalse();

        (await host.WindowsAsync()).Select(w => (w.Used, w.IsOpen)).Should().Equal((10, false), (10, false), (10, true));
        (await host.WindowsAsync())[1].Should().BeEquivalentTo(new { Start = start, End = end, Unit = unit, TimeZoneId = zone, Number = 2L, Meter = "tokens" });
    }

    [Fact]
    public async Task A_clock_that_is_set_back_opens_no_window_anew()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", new ConsumptionBudget(10, CalendarUnit.Minute)));
        await host.ConsumeAsync(10);

        host.MoveTo(Some.Time.AddMinutes(1));
        await host.ConsumeAsync(4);
        host.MoveTo(Some.Time);
        (await host.ConsumeAsync(7)).Should().BeFalse();
        (await host.ConsumeAsync(6)).Should().BeTrue("what is left of the window that was open");
        host.MoveTo(Some.Time.AddMinutes(1));
        (await host.ConsumeAsync(1)).Should().BeFalse();

        (await host.WindowsAsync()).Select(w => w.Used).Should().Equal(10, 10);
    }

    [Fact]
    public async Task Days_that_become_a_month_count_in_it()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", new ConsumptionBudget(10, CalendarUnit.Day)));
        await host.ConsumeAsync(4);
        host.MoveTo(Some.Time.AddDays(1));
        await host.ConsumeAsync(5);

        await host.BudgetAsync(("tokens", new ConsumptionBudget(20, CalendarUnit.Month)));
        (await host.CountAsync()).Used.Should().Be(9);
        (await host.ConsumeAsync(12)).Should().BeFalse();
        (await host.ConsumeAsync(11)).Should().BeTrue();
        host.MoveTo(Some.Time.AddMonths(1));
        (await host.ConsumeAsync(20)).Should().BeTrue();

        IReadOnlyList<ConsumptionWindow> windows = await host.WindowsAsync();
        windows.Sum(w => w.Used).Should().Be(4 + 5 + 11 + 20, "what was carried is told of once");
    }

    [Fact]
    public async Task A_month_that_becomes_days_begins_anew_and_does_not_again_within_the_day()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", new ConsumptionBudget(10, CalendarUnit.Month)));
        await host.ConsumeAsync(10);

        await host.BudgetAsync(("tokens", new ConsumptionBudget(3, CalendarUnit.Day)));
        (await host.ConsumeAsync(3)).Should().BeTrue();
        await host.BudgetAsync(("tokens", new ConsumptionBudget(10, CalendarUnit.Month)));
        (await host.ConsumeAsync(1)).Should().BeFalse("the month and the day in it");
        await host.BudgetAsync(("tokens", new ConsumptionBudget(3, CalendarUnit.Day)));
        (await host.ConsumeAsync(1)).Should().BeFalse("the day, as it was");

        (await host.WindowsAsync()).Sum(w => w.Used).Should().Be(13);
    }

    [Fact]
    public async Task Another_time_zone_lets_no_more_through()
    {
        using BudgetHost host = await BudgetHost.StartAsync(
            StoreKind.Direct, budgets: ("tokens", new ConsumptionBudget(10, CalendarUnit.Month) { TimeZoneId = "Europe/Berlin" }));
        await host.ConsumeAsync(10);

        await host.BudgetAsync(("tokens", new ConsumptionBudget(10, CalendarUnit.Month) { TimeZoneId = "America/New_York" }));

        (await host.ConsumeAsync(1)).Should().BeFalse();
    }

    [Fact]
    public async Task A_first_budget_counts_what_was_used_without_one()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct);
        await host.ConsumeAsync(8);
        (await host.UsageAsync()).Should().BeEquivalentTo(
            new { Limit = (long?)null, Used = 8L, WindowStart = Parse("2026-03-01T00:00:00Z"), WindowEnd = Parse("2026-04-01T00:00:00Z") });

        await host.BudgetAsync(("tokens", new ConsumptionBudget(10, CalendarUnit.Month)));

        (await host.ConsumeAsync(3)).Should().BeFalse();
        (await host.ConsumeAsync(2)).Should().BeTrue();
    }

    [Fact]
    public async Task Windows_are_read_in_pages_and_by_meter()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: [("a", new ConsumptionBudget(9, CalendarUnit.Hour)), ("b", new ConsumptionBudget(9, CalendarUnit.Hour))]);
        for (int i = 0; i < 5; i++)
        {
            host.MoveTo(Some.Time.AddHours(i));
            await host.ConsumeAsync(i + 1, meter: "a");
            await host.ConsumeAsync(1, meter: "b");
        }

        ConsumptionQuery query = new(Some.Time.AddHours(1).AddMinutes(-9).AddSeconds(-27), Some.Time.AddHours(3)) { Limit = 2 };
        List<ConsumptionWindow> read = [];
        while (await host.Consumption.ReadConsumptionAsync(BudgetHost.TenantId, query, Cancellation) is { Count: > 0 } page)
        {
            page.Count.Should().BeLessThanOrEqualTo(2);
            read.AddRange(page);
            query = query with { After = page[^1] };
        }

        read.Select(w => (w.Meter, w.Used)).Should().Equal(("a", 2), ("b", 1), ("a", 3), ("b", 1), ("a", 4), ("b", 1));
        (await host.Consumption.ReadConsumptionAsync(BudgetHost.TenantId, new ConsumptionQuery(Some.Time.AddDays(-1), Some.Time.AddDays(1)) { Meter = "a" }, Cancellation))
            .Select(w => (w.Used, w.IsOpen)).Should().Equal((1, false), (2, false), (3, false), (4, false), (5, true));
    }

    [Fact]
    public async Task Of_a_tenant_that_is_gone_the_windows_stay_and_nothing_else()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", new ConsumptionBudget(10, CalendarUnit.Month)));
        Tenant former = await host.Host.Tenants.GetTenantAsync(BudgetHost.TenantId, Cancellation);
        await host.ConsumeAsync(8, "request-1");
        await host.HoldAsync(2, "a");

        await host.Host.Tenants.DeleteTenantAsync(BudgetHost.TenantId, cancellationToken: Cancellation);
        (await host.WindowsAsync(former)).Should().ContainSingle().Which.Should().BeEquivalentTo(new { Used = 8L, IsOpen = false, End = Some.Time, TenantUid = former.Uid });
        await FluentActions.Awaiting(() => host.WindowsAsync()).Should().ThrowAsync<TenantNotFoundException>();

        await host.Host.CreateTenantAsync();
        await host.BudgetAsync(("tokens", new ConsumptionBudget(10, CalendarUnit.Month)));
        (await host.CountAsync()).Should().Be((0, 0));
        (await host.WindowsAsync()).Should().BeEmpty();
        await FluentActions.Awaiting(() => host.SettleAsync("a", 1)).Should().ThrowAsync<ConsumptionHoldNotFoundException>();
        (await host.ConsumeAsync(9, "request-1")).Should().BeTrue("the id was another tenant's");
        await FluentActions.Awaiting(() => host.Consumption.ConsumeAsync(former, new() { ["tokens"] = 1 }, null, Cancellation).AsTask())
            .Should().ThrowAsync<TenantNotFoundException>();
        (await host.WindowsAsync(former)).Should().ContainSingle();
    }

    [Fact]
    public async Task Windows_are_kept_as_long_as_usage_is_and_ids_as_long_as_they_stand()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", new ConsumptionBudget(10, CalendarUnit.Hour)));
        IConsumptionStore store = host.Host.Get<IConsumptionStore>();
        await host.ConsumeAsync(1, "a");
        host.MoveTo(Some.Time.AddHours(1));
        await host.ConsumeAsync(1, "b");
        host.MoveTo(Some.Time.AddHours(25));
        await host.ConsumeAsync(1);

        (await store.TrimConsumptionAsync(TimeSpan.FromHours(24), Cancellation)).Should().Be(1 + 2, "a window, and two ids");
        (await store.TrimConsumptionAsync(TimeSpan.FromHours(24), Cancellation)).Should().Be(0);
        (await host.WindowsAsync()).Should().HaveCount(2);
        (await store.TrimConsumptionAsync(null, Cancellation)).Should().Be(0);
    }

    private static DateTimeOffset Parse(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
