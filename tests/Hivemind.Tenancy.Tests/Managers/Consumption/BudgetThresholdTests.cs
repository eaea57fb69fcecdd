namespace Hivemind.Tenancy.Tests;

public sealed class BudgetThresholdTests
{
    private static readonly ConsumptionBudget Hundred = new(100, CalendarUnit.Day);

    [Theory]
    [EveryStore]
    public async Task A_threshold_is_raised_once_and_armed_again_by_the_next_window(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", Hundred));
        await host.ConsumeAsync(79);
        (await host.Host.NewEventsAsync<BudgetThresholdCrossed>()).Should().BeEmpty();

        await host.ConsumeAsync(1);
        BudgetThresholdCrossed crossed = (await host.Host.NewEventsAsync<BudgetThresholdCrossed>()).Should().ContainSingle().Subject;
        crossed.Should().BeEquivalentTo(new { Meter = "tokens", Percent = 80, Total = 80L, Limit = 100L, WindowEnd = new DateTimeOffset(2026, 3, 15, 0, 0, 0, default) });
        await host.ConsumeAsync(1);
        (await host.Host.NewEventsAsync<BudgetThresholdCrossed>()).Should().BeEmpty();

        host.MoveTo(Some.Time.AddDays(1));
        await host.ConsumeAsync(96);
        (await host.Host.NewEventsAsync<BudgetThresholdCrossed>()).Select(e => e.Percent).Should().Equal(95);
    }

    [Fact]
    public async Task A_correction_below_the_hysteresis_arms_it_again()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Hundred));
        await host.ConsumeAsync(80);
        host.MoveTo(Some.Time.AddMinutes(2));
        await host.CorrectAsync(-4, "a");
        await host.ConsumeAsync(4);
        (await host.Host.NewEventsAsync<BudgetThresholdCrossed>()).Should().ContainSingle("76 is not 5 points below");

        await host.CorrectAsync(-5, "b");
        await host.ConsumeAsync(5);
        (await host.Host.NewEventsAsync<BudgetThresholdCrossed>()).Should().ContainSingle();
    }

    [Fact]
    public async Task What_is_held_counts_and_a_post_paid_budget_tells_too()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Hundred with { IsPostPaid = true }));

        await host.HoldAsync(80);
        (await host.Host.NewEventsAsync<BudgetThresholdCrossed>()).Select(e => (e.Percent, e.Total)).Should().Equal((80, 80));
        host.MoveTo(Some.Time.AddMinutes(2));
        await host.ConsumeAsync(100);
        (await host.Host.NewEventsAsync<BudgetThresholdCrossed>()).Select(e => e.Percent).Should().Equal(95);
    }

    [Fact]
    public async Task Lowered_below_what_is_used_a_budget_tells_at_the_next_request()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Hundred));
        await host.ConsumeAsync(50);
        await host.BudgetAsync(("tokens", Hundred with { Limit = 50 }));

        (await host.ConsumeAsync(1)).Should().BeFalse();

        (await host.Host.NewEventsAsync<BudgetThresholdCrossed>()).Select(e => (e.Percent, e.Total, e.Limit)).Should().Equal((95, 50, 50));
    }
}
