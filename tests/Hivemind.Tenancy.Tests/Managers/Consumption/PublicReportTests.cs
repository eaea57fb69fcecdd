namespace Hivemind.Tenancy.Tests;

/// <summary>What went wrong elsewhere with budgets and metering, tried here. Each names the public report it is about.</summary>
public sealed class PublicReportTests
{
    private static readonly ConsumptionBudget Ten = new(10, CalendarUnit.Day);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>BerriAI/litellm issue 34732: the check came before the request, the count after the response, and parallel requests passed one another.</summary>
    [Fact]
    public async Task Requests_in_parallel_do_not_all_pass_a_check_that_precedes_the_count()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Asynchronous, budgets: ("tokens", Ten));

        ConsumptionHold?[] held = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => host.HoldAsync(4)));

        held.Count(h => h is not null).Should().Be(2);
    }

    /// <summary>flexprice issue 602: what was sent again after a timeout was billed again.</summary>
    [Fact]
    public async Task A_request_whose_answer_was_lost_is_not_counted_again()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Asynchronous, budgets: ("tokens", Ten));
        bool isLost = true;
        host.Host.AfterStep = verb => verb == nameof(IConsumptionStore.ConsumeAsync) && isLost ? throw new TenancyStoreException("lost", isTransient: true) : Task.CompletedTask;

        await FluentActions.Awaiting(() => host.ConsumeAsync(6, "request-1")).Should().ThrowAsync<TenancyStoreException>();
        isLost = false;
        (await host.ConsumeAsync(6, "request-1")).Should().BeTrue();

        (await host.CountAsync()).Used.Should().Be(6);
    }

    /// <summary>prathamdby/pr-agent issue 561: a second computation under one id was dropped in silence, and the budget undercounted.</summary>
    [Fact]
    public async Task A_second_use_under_one_id_is_a_conflict_and_not_lost_in_silence()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten));
        await host.HoldAsync(6, "ask-1");
        await host.SettleAsync("ask-1", 4);

        await FluentActions.Awaiting(() => host.SettleAsync("ask-1", 9)).Should().ThrowAsync<ConsumptionConflictException>();
    }

    /// <summary>rai-project/rai issue 35: after the clock had been ahead, everybody was refused until it was there again.</summary>
    [Fact]
    public async Task A_clock_that_was_ahead_leaves_what_is_left_of_the_window_and_an_operator_can_help()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten));
        host.MoveTo(Some.Time.AddDays(30));
        await host.ConsumeAsync(6);
        host.MoveTo(Some.Time);

        (await host.ConsumeAsync(4)).Should().BeTrue("what is left can be used");
        (await host.ConsumeAsync(1)).Should().BeFalse();
        await host.CorrectAsync(-10, "the clock was wrong");
        (await host.ConsumeAsync(10)).Should().BeTrue();
    }

    /// <summary>constructorfabric/gears-rust issue 1693: what was used was read of one window, and when it ends of the next.</summary>
    [Fact]
    public async Task What_is_used_and_when_the_window_ends_are_of_one_moment()
    {
        DateTimeOffset border = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, border.AddMicroseconds(-1), budgets: ("tokens", Ten with { Window = CalendarUnit.Month }));
        await host.ConsumeAsync(9);

        (await host.UsageAsync()).Should().BeEquivalentTo(new { Used = 9L, WindowEnd = border });
        host.MoveTo(border);
        (await host.UsageAsync()).Should().BeEquivalentTo(new { Used = 0L, WindowStart = border, WindowEnd = border.AddMonths(1) });
    }

    /// <summary>DayuanJiang/next-ai-draw-io pull request 390: a count that existed already was never set back on a new day.</summary>
    [Fact]
    public async Task A_count_that_exists_begins_anew_with_each_day_also_after_days_without_a_request()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten));
        foreach (int day in new[] { 0, 1, 2, 9 })
        {
            host.MoveTo(Some.Time.AddDays(day));
            (await host.ConsumeAsync(10)).Should().BeTrue("day {0}", day);
        }
    }

    /// <summary>Kong/kong issue 2680, astaxie/TokenHub issue 335: a day's quota came back at 08:00 in Shanghai.</summary>
    [Fact]
    public async Task A_day_in_Shanghai_begins_at_midnight_in_Shanghai()
    {
        DateTimeOffset midnight = new(2026, 9, 8, 16, 0, 0, TimeSpan.Zero);
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, midnight.AddMicroseconds(-1), budgets: ("tokens", Ten with { TimeZoneId = "Asia/Shanghai" }));
        await host.ConsumeAsync(10);

        host.MoveTo(midnight);
        (await host.ConsumeAsync(10)).Should().BeTrue();
        host.MoveTo(midnight.AddHours(8));
        (await host.ConsumeAsync(1)).Should().BeFalse("midnight in UTC is nothing there");
    }

    /// <summary>BerriAI/litellm issue 20615: who had no budget was refused for one.</summary>
    [Fact]
    public async Task A_meter_without_a_budget_refuses_nothing()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("requests", Ten with { Limit = 0 }));

        (await host.ConsumeAsync(ConsumptionAmounts.MaxAmount)).Should().BeTrue();
        (await host.ConsumeAsync(1, meter: "requests")).Should().BeFalse("a budget of 0 is nothing at all");
    }

    /// <summary>trpc-group/trpc-agent-go pull request 2256: an attempt that failed without saying what it used gave its reservation back, and retries used the same room again and again.</summary>
    [Fact]
    public async Task An_attempt_of_unknown_use_holds_its_estimate_until_its_lease_ends_and_is_charged_when_it_is_known()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten));
        await host.HoldAsync(10, "attempt-1", TimeSpan.FromMinutes(1));

        (await host.HoldAsync(10, "attempt-2")).Should().BeNull();
        host.MoveTo(Some.Time.AddMinutes(1));
        await host.HoldAsync(10, "attempt-2");
        (await host.SettleAsync("attempt-1", 8)).Should().BeEquivalentTo(new { Used = 8L, Held = 10L, Left = (long?)0 });
    }

    /// <summary>Layr-Labs/d-inference pull request 1130: usage of nothing, or less, was settled again and again and drew on nothing.</summary>
    [Fact]
    public async Task Use_that_is_reported_negative_is_refused_and_does_not_free_the_hold()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Direct, budgets: ("tokens", Ten));
        await host.HoldAsync(6, "a");

        await FluentActions.Awaiting(() => host.SettleAsync("a", -6)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => host.Consumption.ConsumeAsync(BudgetHost.TenantId, new() { ["tokens"] = -6 }, null, Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>();
        (await host.CountAsync()).Should().Be((0, 6));
    }
}
