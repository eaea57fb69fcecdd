namespace Hivemind.Tenancy.Tests;

/// <summary>What happens where windows, ids and handles meet.</summary>
public sealed class ConsumptionBorderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Zone_change_counts_no_month_that_is_over()
    {
        DateTimeOffset oct = new(2026, 10, 10, 0, 0, 0, default);
        ConsumptionBudget b = new(1000, CalendarUnit.Month);
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, oct, budgets: ("tokens", b));
        (await host.ConsumeAsync(900)).Should().BeTrue();
        host.MoveTo(oct.AddMonths(1));
        (await host.ConsumeAsync(200)).Should().BeTrue();
        await host.BudgetAsync(("tokens", b with { TimeZoneId = "Europe/Berlin" }));
        (await host.CountAsync()).Used.Should().Be(200);
    }

    [Fact]
    public async Task Giving_back_arms_the_threshold_again()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", new ConsumptionBudget(100, CalendarUnit.Day)));
        await (await host.HoldAsync(85))!.DisposeAsync();
        host.MoveTo(Some.Time.AddMinutes(5));
        await host.HoldAsync(85);
        (await host.Host.NewEventsAsync<BudgetThresholdCrossed>()).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_replay_says_how_it_stands_now()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", new ConsumptionBudget(100, CalendarUnit.Minute)));
        await host.ConsumeAsync(100, "a");
        host.MoveTo(Some.Time.AddMinutes(5));
        ConsumptionResult again = await host.Consumption.TryConsumeAsync(BudgetHost.TenantId, new() { ["tokens"] = 100 }, "a", Cancellation);
        again.IsReplayed.Should().BeTrue();
        again.Tightest!.Value.WindowEnd.Should().BeAfter(host.Now);
    }

    [Fact]
    public async Task A_handle_that_is_disposed_leaves_the_retrys_hold()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", new ConsumptionBudget(100, CalendarUnit.Day)));
        ConsumptionHold first = (await host.HoldAsync(80, "r"))!;
        ConsumptionHold retry = (await host.HoldAsync(80, "r"))!;
        await first.DisposeAsync();
        (await host.CountAsync()).Held.Should().Be(80);
        await retry.DisposeAsync();
        (await host.CountAsync()).Held.Should().Be(0);
    }

    [Fact]
    public async Task What_was_refused_whole_counts_no_meters()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct);
        for (int i = 0; i < 250; i++)
        {
            await host.ConsumeAsync(1, meter: $"m{i}");
        }

        Func<Task> many = async () => await host.Consumption.TryConsumeAsync(
            BudgetHost.TenantId, ConsumptionAmounts.Of(Enumerable.Range(0, 64).Select(i => KeyValuePair.Create($"n{i}", 1L))), null, Cancellation);
        await many.Should().ThrowAsync<ArgumentException>();
        (await host.ConsumeAsync(1, meter: "x")).Should().BeTrue();
    }

    [Fact]
    public async Task Hold_that_is_taken_over_lives_as_long_as_who_took_it_over_asked()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", new ConsumptionBudget(100, CalendarUnit.Day)));
        await host.HoldAsync(80, "r", TimeSpan.FromMinutes(1));
        host.MoveTo(Some.Time.AddSeconds(30));
        ConsumptionHold retry = (await host.HoldAsync(80, "r", TimeSpan.FromMinutes(1)))!;

        host.MoveTo(Some.Time.AddSeconds(89));
        (await host.CountAsync()).Held.Should().Be(80);
        retry.ExpiresAt.Should().Be(Some.Time.AddSeconds(90));
        host.MoveTo(Some.Time.AddSeconds(90));
        (await host.CountAsync()).Held.Should().Be(0);
    }

    [Fact]
    public async Task Of_two_attempts_under_one_id_the_first_settlement_counts_and_the_second_is_told()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", new ConsumptionBudget(1000, CalendarUnit.Day)));
        ConsumptionHold first = (await host.HoldAsync(80, "r", TimeSpan.FromSeconds(10)))!;
        host.MoveTo(Some.Time.AddSeconds(20));
        ConsumptionHold retry = (await host.HoldAsync(80, "r"))!;
        await first.SettleAsync(new() { ["tokens"] = 70 }, Cancellation);

        await retry.Awaiting(r => r.SettleAsync(new() { ["tokens"] = 75 }, Cancellation).AsTask()).Should().ThrowAsync<ConsumptionConflictException>();

        (await host.CountAsync()).Used.Should().Be(70);
    }

    [Fact]
    public async Task Refused_request_counts_no_meter_for_the_first_time()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", new ConsumptionBudget(1, CalendarUnit.Day)));

        (await host.Consumption.TryConsumeAsync(BudgetHost.TenantId, new() { ["tokens"] = 2, ["new"] = 1 }, null, Cancellation)).IsAdmitted.Should().BeFalse();

        (await host.Consumption.GetBudgetsAsync(BudgetHost.TenantId, Cancellation)).Select(b => b.Meter).Should().Equal("tokens");
    }

    [Fact]
    public async Task Tightest_is_a_budget_that_refuses()
    {
        using BudgetHost host = await BudgetHost.StartAsync(
            StoreKind.Direct, budgets: [("requests", new ConsumptionBudget(10, CalendarUnit.Day)), ("tokens", new ConsumptionBudget(1, CalendarUnit.Day) { IsPostPaid = true })]);

        ConsumptionResult result = await host.Consumption.TryConsumeAsync(BudgetHost.TenantId, new() { ["requests"] = 1, ["tokens"] = 5 }, null, Cancellation);

        result.Tightest!.Value.Meter.Should().Be("requests");
    }
}
