namespace Hivemind.Tenancy.Tests;

public sealed class ConsumeTests
{
    private static readonly ConsumptionBudget Ten = new(10, CalendarUnit.Day);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [EveryStore]
    public async Task What_fits_is_counted_and_what_does_not_is_refused_with_what_is_left(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", Ten));

        ConsumptionResult first = await host.Consumption.TryConsumeAsync(BudgetHost.TenantId, new() { ["tokens"] = 7 }, null, Cancellation);
        ConsumptionResult second = await host.Consumption.TryConsumeAsync(BudgetHost.TenantId, new() { ["tokens"] = 4 }, null, Cancellation);

        (first.IsAdmitted, first.Tightest!.Value.Left).Should().Be((true, 3));
        second.IsAdmitted.Should().BeFalse();
        BudgetShortage shortage = second.Decision!.Shortages.Should().ContainSingle().Subject;
        shortage.Should().BeEquivalentTo(new { Meter = "tokens", Requested = 4L });
        shortage.Usage.Should().Be(new BudgetUsage("tokens", 10, 7, 0, new(2026, 3, 14, 0, 0, 0, default), new(2026, 3, 15, 0, 0, 0, default), IsPostPaid: false));
        second.Decision.RetryAt.Should().Be(new DateTimeOffset(2026, 3, 15, 0, 0, 0, default));
        (await host.ConsumeAsync(3)).Should().BeTrue("a refusal counts nothing");
        (await FluentActions.Awaiting(() => host.Consumption.ConsumeAsync(BudgetHost.TenantId, new() { ["tokens"] = 1 }, null, Cancellation).AsTask())
            .Should().ThrowAsync<BudgetExceededException>()).Which.Decision.Shortages.Single().Usage.Used.Should().Be(10);
    }

    [Theory]
    [EveryStore]
    public async Task All_meters_are_counted_or_none(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: [("tokens", Ten), ("requests", new ConsumptionBudget(1, CalendarUnit.Minute))]);
        ConsumptionAmounts amounts = new() { ["requests"] = 1, ["tokens"] = 2, ["bytes"] = 1 << 20 };

        await host.Consumption.ConsumeAsync(BudgetHost.TenantId, amounts, null, Cancellation);
        ConsumptionResult refused = await host.Consumption.TryConsumeAsync(BudgetHost.TenantId, amounts, null, Cancellation);

        refused.Decision!.Shortages.Select(s => s.Meter).Should().Equal("requests");
        (await host.Consumption.GetBudgetsAsync(BudgetHost.TenantId, Cancellation)).Select(u => (u.Meter, u.Used, u.Limit)).Should().Equal(
            ("bytes", 1L << 20, null), ("requests", 1, 1), ("tokens", 2, 10));
    }

    [Theory]
    [EveryStore]
    public async Task Same_id_counts_once_and_another_request_under_it_conflicts(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", Ten));

        (await host.ConsumeAsync(6, "request-1")).Should().BeTrue();
        ConsumptionResult again = await host.Consumption.TryConsumeAsync(BudgetHost.TenantId, new() { ["tokens"] = 6 }, "request-1", Cancellation);
        Func<Task> other = () => host.ConsumeAsync(5, "request-1");

        (again.IsAdmitted, again.IsReplayed).Should().Be((true, true));
        (await host.CountAsync()).Should().Be((6, 0));
        (await other.Should().ThrowAsync<ConsumptionConflictException>()).Which.Before["tokens"].Should().Be(6);
        (await host.ConsumeAsync(5, "request-2")).Should().BeFalse();
        (await host.ConsumeAsync(4, "request-2")).Should().BeTrue("an id that was refused is free");
        (await host.ConsumeAsync(6, "request-1")).Should().BeTrue("it is answered as the first, though nothing is left");
        await FluentActions.Awaiting(() => host.SettleAsync("request-1", 6)).Should().ThrowAsync<ConsumptionConflictException>();
        await FluentActions.Awaiting(() => host.HoldAsync(6, "request-1")).Should().ThrowAsync<ConsumptionConflictException>();
        await FluentActions.Awaiting(() => host.CorrectAsync(6, "request-1")).Should().ThrowAsync<ConsumptionConflictException>();
        (await host.CountAsync()).Should().Be((10, 0));
    }

    [Fact]
    public async Task Ids_are_remembered_for_a_day_over_the_end_of_a_window()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten with { Window = CalendarUnit.Minute }));
        await host.ConsumeAsync(10, "request-1");

        host.MoveTo(Some.Time + IdempotencyKey.Life - TimeSpan.FromTicks(10));
        (await host.ConsumeAsync(10, "request-1")).Should().BeTrue();
        (await host.CountAsync()).Used.Should().Be(0, "it was counted in a window before");

        host.MoveTo(Some.Time + IdempotencyKey.Life);
        (await host.ConsumeAsync(10, "request-1")).Should().BeTrue();
        (await host.CountAsync()).Used.Should().Be(10, "the id is forgotten");
    }

    [Fact]
    public async Task Post_paid_is_counted_and_never_refused()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten with { IsPostPaid = true }));

        (await host.ConsumeAsync(25)).Should().BeTrue();

        BudgetUsage usage = await host.UsageAsync();
        (usage.Used, usage.Left, usage.Over, usage.IsPostPaid).Should().Be((25, 0, 15, true));
    }

    [Fact]
    public async Task Lowered_below_what_is_used_a_budget_refuses_and_raised_again_lets_through()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten));
        await host.ConsumeAsync(8);

        await host.BudgetAsync(("tokens", Ten with { Limit = 5 }));
        (await host.ConsumeAsync(1)).Should().BeFalse();
        (await host.UsageAsync()).Over.Should().Be(3);

        await host.BudgetAsync(("tokens", Ten with { Limit = 9 }));
        (await host.ConsumeAsync(1)).Should().BeTrue();
        (await host.ConsumeAsync(1)).Should().BeFalse();

        await host.BudgetAsync();
        (await host.ConsumeAsync(1000)).Should().BeTrue("without a budget nothing limits it");
    }

    [Fact]
    public async Task Bad_arguments_say_what_is_wrong()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten));
        IConsumptionManager consumption = host.Consumption;

        foreach (ConsumptionAmounts? bad in new[] { null, ConsumptionAmounts.None, new ConsumptionAmounts { ["tokens"] = -1 } })
        {
            await FluentActions.Awaiting(() => consumption.TryConsumeAsync(BudgetHost.TenantId, bad!, null, Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>();
            await FluentActions.Awaiting(() => consumption.TryHoldAsync(BudgetHost.TenantId, bad!, null, null, Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>();
        }

        await FluentActions.Awaiting(() => host.ConsumeAsync(1, " ")).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => host.HoldAsync(1, "a", TimeSpan.FromMilliseconds(1))).Should().ThrowAsync<ArgumentOutOfRangeException>();
        await FluentActions.Awaiting(() => consumption.TryConsumeAsync(default, new() { ["tokens"] = 1 }, null, Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => consumption.CorrectAsync(BudgetHost.TenantId, new() { ["tokens"] = 1 }, "a", " ", Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>();
        (await host.CountAsync()).Should().Be((0, 0));
    }

    [Fact]
    public async Task A_tenant_counts_256_meters_without_budgets_at_most()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten));
        for (int i = 0; i < 256; i++)
        {
            await host.ConsumeAsync(1, meter: $"m{i}");
        }

        await FluentActions.Awaiting(() => host.ConsumeAsync(1, meter: "one-more")).Should().ThrowAsync<ArgumentException>();
        (await host.ConsumeAsync(1)).Should().BeTrue("it has a budget");
        (await host.Consumption.GetBudgetsAsync(BudgetHost.TenantId, Cancellation)).Should().HaveCount(257);
    }

    [Fact]
    public async Task Sums_that_no_number_holds_are_refused()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct);
        for (int i = 0; i < 512; i++)
        {
            await host.ConsumeAsync(ConsumptionAmounts.MaxAmount);
        }

        await FluentActions.Awaiting(() => host.ConsumeAsync(1)).Should().ThrowAsync<ArgumentException>();
        (await host.CountAsync()).Used.Should().Be(1L << 62);
    }

    [Theory]
    [EveryStore]
    public async Task A_refusal_is_an_event_for_handlers_and_not_in_the_log(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", Ten));
        await host.Host.NewEventsAsync<TenancyEvent>();

        await host.ConsumeAsync(11);

        (await host.Host.NewEventsAsync<TenancyEvent>()).Should().BeEmpty();
    }
}
