namespace Hivemind.Tenancy.Testing;

/// <content>Windows: where they begin and end, and what is kept of those that are past.</content>
internal sealed partial class ConsumptionCases
{
    public async Task RollsOverWhereTheCalendarSays()
    {
        DateTimeOffset start = new(2026, 10, 24, 22, 0, 0, TimeSpan.Zero);
        DateTimeOffset end = start.AddHours(25);
        await BudgetedAsync(("tokens", Ten with { TimeZoneId = "Europe/Berlin" }));
        await ConsumeAsync(10, at: start - Instant);

        Expect.True((await ConsumeAsync(10, at: start)).Decision.IsAdmitted, "a new day in Berlin");
        await RefusedAsync(1, at: end - Instant);
        Expect.True((await ConsumeAsync(10, at: end)).Decision.IsAdmitted, "the next day, after 25 hours");
        Expect.Sequence(
            [(start.AddHours(-24), start, 10, false), (start, end, 10, false), (end, end.AddHours(24), 10, true)],
            (await WindowsAsync()).Select(w => (w.Start, w.End, w.Used, w.IsOpen)));
    }

    public async Task OpensNoWindowAnewWhenTheClockIsSetBack()
    {
        await BudgetedAsync(("tokens", Ten));
        await ConsumeAsync(10);
        await ConsumeAsync(4, at: Tomorrow);

        await RefusedAsync(7, at: Now);
        Expect.True((await ConsumeAsync(6, at: Now)).Decision.IsAdmitted, "what is left of the window that was open");
        await RefusedAsync(1, at: Tomorrow);
        Expect.Sequence([10L, 10], (await WindowsAsync()).Select(w => w.Used));
    }

    public async Task CarriesDaysIntoTheirMonthAndTellsOfThemOnce()
    {
        Tenant tenant = await BudgetedAsync(("tokens", Ten));
        await ConsumeAsync(4);
        await ConsumeAsync(5, at: Tomorrow);

        await ChangeAsync(tenant, t => t with { Budgets = Of(("tokens", new ConsumptionBudget(20, CalendarUnit.Month))) }, Tomorrow);
        Expect.Equal((9, 0), await CountAsync(Tomorrow));
        await RefusedAsync(12, at: Tomorrow);
        Expect.True((await ConsumeAsync(11, at: Tomorrow)).Decision.IsAdmitted, "what is left of the month");
        await ConsumeAsync(1, at: Tomorrow.AddMonths(1));
        Expect.Equal(21, (await WindowsAsync()).Sum(w => w.Used));
    }

    public async Task KeepsWindowsOfATenantThatIsGoneAndNothingElse()
    {
        Tenant former = await BudgetedAsync(("tokens", Ten));
        await ConsumeAsync(8, "a");
        await HoldAsync(2, "b");
        await MakeAgainAsync(former);

        Expect.Equal((8, false, Now), (await WindowsAsync(former)).Single() is var window ? (window.Used, window.IsOpen, window.End) : default);
        Expect.Sequence([], await WindowsAsync());
        Expect.True(!(await ConsumeAsync(9, "a")).IsReplayed, "ids to be the tenant's own");
        await RemoveAsync((await Store.FindAsync(Acme, Cancellation))!);
        Expect.Equal(8, (await WindowsAsync(former)).Single().Used);
        await Expect.ThrowsAsync<TenantNotFoundException>(() => WindowsAsync());
    }

    public async Task ReadsWindowsInPages()
    {
        await BudgetedAsync(("a", new ConsumptionBudget(9, CalendarUnit.Hour)), ("b", new ConsumptionBudget(9, CalendarUnit.Hour)));
        for (int i = 0; i < 4; i++)
        {
            At(Now.AddHours(i));
            await Consumption.ConsumeAsync(new ConsumptionRequest(Acme, new() { ["a"] = i + 1, ["b"] = 9 - i }, null), Cancellation);
        }

        ConsumptionQuery query = new(Now, Now.AddHours(3)) { Limit = 3 };
        List<ConsumptionWindow> read = [];
        while (await Consumption.ReadConsumptionAsync(Acme, query, Cancellation) is { Count: > 0 } page)
        {
            Expect.True(page.Count <= 3, "no more than was asked for");
            read.AddRange(page);
            query = query with { After = page[^1] };
        }

        Expect.Sequence([("a", 2L), ("b", 8), ("a", 3), ("b", 7), ("a", 4), ("b", 6)], read.Select(w => (w.Meter, w.Used)));
        Expect.Sequence([9L, 8, 7, 6], (await Consumption.ReadConsumptionAsync(
            Acme, new ConsumptionQuery(DateTimeOffset.MinValue, DateTimeOffset.MaxValue) { Meter = "b" }, Cancellation)).Select(w => w.Used));
    }

    public async Task TrimsWhatNeedNotBeKept()
    {
        await BudgetedAsync(("tokens", Ten with { Window = CalendarUnit.Hour }));
        await ConsumeAsync(1, "a");
        await ConsumeAsync(1, "b", Now.AddHours(1));
        await HoldAsync(1, "c", Now.AddHours(25), TimeSpan.FromHours(24));
        await ConsumeAsync(1, at: Now.AddHours(26));

        At(Now.AddHours(26));
        for (int steps = 0; await Consumption.TrimConsumptionAsync(TimeSpan.FromHours(25), Cancellation) > 0; steps++)
        {
            Expect.True(steps < 10, "it to come to an end");
        }

        Expect.Sequence([(Hour(Now).AddHours(1), false), (Hour(Now).AddHours(26), true)], (await WindowsAsync()).Select(w => (w.Start, w.IsOpen)));
        Expect.Equal(0, await Consumption.TrimConsumptionAsync(null, Cancellation));
        Expect.Equal((1, 1), await CountAsync(Now.AddHours(26)));
    }

    private static DateTimeOffset Hour(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerHour));

    private async Task<IReadOnlyList<ConsumptionWindow>> WindowsAsync(TenantReference? tenant = null) => await SecondConsumption.ReadConsumptionAsync(
        tenant ?? Acme, new ConsumptionQuery(DateTimeOffset.MinValue, DateTimeOffset.MaxValue), Cancellation);
}
