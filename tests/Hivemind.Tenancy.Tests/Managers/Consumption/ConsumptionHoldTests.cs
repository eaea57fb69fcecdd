namespace Hivemind.Tenancy.Tests;

public sealed class ConsumptionHoldTests
{
    private static readonly ConsumptionBudget Ten = new(10, CalendarUnit.Day);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [EveryStore]
    public async Task What_is_held_counts_until_what_was_used_is_charged(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", Ten));

        await using ConsumptionHold hold = (await host.HoldAsync(6, "a"))!;
        (await host.CountAsync()).Should().Be((0, 6));
        (await host.ConsumeAsync(5)).Should().BeFalse();
        (await host.HoldAsync(5)).Should().BeNull();
        IReadOnlyList<BudgetUsage> settled = await hold.SettleAsync(new() { ["tokens"] = 4 }, Cancellation);

        settled.Single().Used.Should().Be(4);
        (await host.CountAsync()).Should().Be((4, 0));
        (hold.TenantId, hold.Id, hold.Estimate["tokens"], hold.IsReplayed, hold.ExpiresAt).Should().Be((Some.TenantId, "a", 6, false, Some.Time.AddSeconds(30)));
    }

    [Theory]
    [EveryStore]
    public async Task Disposed_without_a_settlement_a_hold_gives_back_and_settled_it_keeps(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", Ten));

        await (await host.HoldAsync(6, "a"))!.DisposeAsync();
        (await host.CountAsync()).Should().Be((0, 0));

        await using (ConsumptionHold hold = (await host.HoldAsync(6, "b"))!)
        {
            await hold.SettleAsync(new() { ["tokens"] = 6 }, Cancellation);
        }

        (await host.CountAsync()).Should().Be((6, 0));
    }

    [Theory]
    [EveryStore]
    public async Task More_than_the_estimate_is_charged_and_said(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", Ten));
        await host.HoldAsync(6, "a");

        BudgetUsage settled = await host.SettleAsync("a", 14);

        (settled.Used, settled.Held, settled.Left, settled.Over).Should().Be((14, 0, 0, 4));
        (await host.ConsumeAsync(1)).Should().BeFalse();
    }

    [Theory]
    [EveryStore]
    public async Task A_hold_ends_with_its_lease_and_is_charged_after_it_all_the_same(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", Ten));
        await host.HoldAsync(10, "a", Lease);

        host.MoveTo(Some.Time + Lease - TimeSpan.FromTicks(10));
        (await host.ConsumeAsync(1)).Should().BeFalse();
        host.MoveTo(Some.Time + Lease);
        (await host.ConsumeAsync(10)).Should().BeTrue("the lease has ended");
        BudgetUsage late = await host.SettleAsync("a", 7);

        (late.Used, late.Held, late.Over).Should().Be((17, 0, 7));
    }

    [Theory]
    [EveryStore]
    public async Task Same_id_holds_and_settles_once(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", Ten));

        await host.HoldAsync(6, "a");
        ConsumptionHold again = (await host.HoldAsync(6, "a"))!;
        again.IsReplayed.Should().BeTrue();
        (await host.CountAsync()).Should().Be((0, 6));
        await FluentActions.Awaiting(() => host.HoldAsync(5, "a")).Should().ThrowAsync<ConsumptionConflictException>();

        await host.SettleAsync("a", 3);
        (await host.SettleAsync("a", 3)).Used.Should().Be(3);
        await FluentActions.Awaiting(() => host.SettleAsync("a", 4)).Should().ThrowAsync<ConsumptionConflictException>();
        await again.DisposeAsync();
        (await host.HoldAsync(6, "a"))!.IsReplayed.Should().BeTrue("it is settled");
        (await host.CountAsync()).Should().Be((3, 0));
    }

    [Theory]
    [EveryStore]
    public async Task A_hold_that_was_given_back_is_held_anew_and_its_former_handle_does_not_touch_it(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", Ten));
        ConsumptionHold former = (await host.HoldAsync(6, "a", Lease))!;
        host.MoveTo(Some.Time + Lease);

        ConsumptionHold anew = (await host.HoldAsync(4, "a"))!;
        await former.DisposeAsync();
        (await host.CountAsync()).Should().Be((0, 4));
        await anew.DisposeAsync();
        (await host.CountAsync()).Should().Be((0, 0));
        (await host.SettleAsync("a", 2)).Used.Should().Be(2, "it was used, whatever was given back");
    }

    [Fact]
    public async Task Nothing_that_was_never_held_is_settled_nor_what_is_forgotten()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten));
        await host.HoldAsync(6, "a", Lease);

        await FluentActions.Awaiting(() => host.SettleAsync("b", 1)).Should().ThrowAsync<ConsumptionHoldNotFoundException>();
        host.MoveTo(Some.Time + Lease + IdempotencyKey.Life - TimeSpan.FromTicks(10));
        (await host.SettleAsync("a", 1)).Used.Should().Be(1);

        await host.HoldAsync(6, "c", Lease);
        host.MoveTo(host.Now + Lease + IdempotencyKey.Life);
        await FluentActions.Awaiting(() => host.SettleAsync("c", 1)).Should().ThrowAsync<ConsumptionHoldNotFoundException>();
    }

    [Fact]
    public async Task A_hold_counts_in_the_window_of_now_and_is_charged_to_it()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten with { Window = CalendarUnit.Minute }));
        await host.HoldAsync(6, "a", TimeSpan.FromMinutes(5));

        host.MoveTo(Some.Time.AddMinutes(1));
        (await host.CountAsync()).Should().Be((0, 6));
        (await host.ConsumeAsync(5)).Should().BeFalse("what is held will be charged here");
        (await host.ConsumeAsync(4)).Should().BeTrue();
        (await host.SettleAsync("a", 6)).Should().BeEquivalentTo(new { Used = 10L, Held = 0L, Over = 0L });
    }

    [Fact]
    public async Task Settling_nothing_gives_back_and_settling_less_than_nothing_is_refused()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten));
        ConsumptionHold hold = (await host.HoldAsync(6, "a"))!;

        await FluentActions.Awaiting(() => hold.SettleAsync(new() { ["tokens"] = -1 }, Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>();
        (await host.CountAsync()).Should().Be((0, 6));
        (await hold.SettleAsync(ConsumptionAmounts.None, Cancellation)).Should().BeEmpty();
        (await host.CountAsync()).Should().Be((0, 0));
    }

    [Fact]
    public async Task A_thousand_holds_that_end_at_once_are_all_given_back()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten with { Limit = 1000 }));
        for (int i = 0; i < 1000; i++)
        {
            await host.HoldAsync(1, lease: Lease);
        }

        host.MoveTo(Some.Time + Lease);
        (await host.ConsumeAsync(1000)).Should().BeTrue();
        (await host.CountAsync()).Should().Be((1000, 0));
    }
}
