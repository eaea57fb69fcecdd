namespace Hivemind.Tenancy.Tests;

public sealed class CorrectionTests
{
    private static readonly ConsumptionBudget Ten = new(10, CalendarUnit.Minute);

    [Theory]
    [EveryStore]
    public async Task A_correction_is_booked_now_once_and_told_of(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", Ten));
        await host.ConsumeAsync(9);
        await host.Host.NewEventsAsync<TenancyEvent>();

        (await host.CorrectAsync(-4, "refund-1")).Should().Be(-4);
        (await host.CorrectAsync(-4, "refund-1")).Should().Be(-4);
        (await host.CountAsync()).Used.Should().Be(5);
        await FluentActions.Awaiting(() => host.CorrectAsync(-5, "refund-1")).Should().ThrowAsync<ConsumptionConflictException>();
        (await host.CorrectAsync(20, "late-1")).Should().Be(20, "it was used, whatever the budget");
        (await host.UsageAsync()).Over.Should().Be(15);

        (await host.Host.NewEventsAsync<ConsumptionCorrected>()).Select(e => (e.Id, Asked: e.Amounts["tokens"], Booked: e.Booked["tokens"], e.Reason, e.OccurredAt))
            .Should().Equal(("refund-1", -4, -4, "a mistake", Some.Time), ("late-1", 20, 20, "a mistake", Some.Time));
    }

    [Theory]
    [EveryStore]
    public async Task No_meter_goes_below_nothing_and_what_was_not_booked_is_said(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", Ten));
        await host.ConsumeAsync(3);

        (await host.CorrectAsync(-8, "refund-1")).Should().Be(-3);
        (await host.CountAsync()).Used.Should().Be(0);
        (await host.ConsumeAsync(11)).Should().BeFalse("a refund is no credit for more than the budget");
        (await host.CorrectAsync(-8, "refund-1")).Should().Be(-3, "it is answered as the first");
    }

    [Fact]
    public async Task A_closed_window_stays_as_it_is()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten));
        await host.ConsumeAsync(9);
        host.MoveTo(Some.Time.AddMinutes(1));
        await host.ConsumeAsync(6);

        await host.CorrectAsync(-5, "late");

        (await host.WindowsAsync()).Select(w => w.Used).Should().Equal(9, 1);
    }
}
