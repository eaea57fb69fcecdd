using static Hivemind.Tenancy.ConcurrencyTests.Platform;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>What is consumed and held in a window never exceeds its budget, and nothing is charged twice or lost, also while one window ends and the next begins.</summary>
public sealed class BudgetTests
{
    private const long Limit = 3;

    private static readonly TimeSpan UntilTheEnd = TimeSpan.FromSeconds(33);
    private static readonly TimeSpan OverTheEnd = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    [Fact]
    public void No_window_has_a_unit_more_than_its_budget() => Exploration.Explore(() => SpendAsync(consumption: null));

    [Fact]
    public void Store_that_looks_and_then_charges_is_found() =>
        Exploration.Run(() => SpendAsync(inner => new LookThenCharge(inner))).Failure.Should().Contain("a unit over");

    [Fact]
    public void Last_unit_goes_to_one() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithBudgetAsync();
        await platform.Consumption.ConsumeAsync(Acme, Tokens(2));
        bool[] admitted = new bool[3];

        await Concurrently.RunAsync(
            async () => admitted[0] = (await platform.Consumption.TryConsumeAsync(Acme, Tokens(1), "a")).IsAdmitted,
            async () => admitted[1] = (await platform.Consumption.TryConsumeAsync(Acme, Tokens(1), "b")).IsAdmitted,
            async () => admitted[2] = (await platform.Consumption.TryHoldAsync(Acme, Tokens(1), Lease, "c")).IsAdmitted);

        admitted.Count(a => a).Should().Be(1);
        await EnsureWithinAsync(platform);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Same_id_is_charged_once_whichever_comes_first() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithBudgetAsync();
        await platform.Consumption.HoldAsync(Acme, Tokens(1), Lease, "held");
        ConsumptionResult[] results = new ConsumptionResult[2];

        await Concurrently.RunAsync(
            async () => results[0] = await platform.Consumption.TryConsumeAsync(Acme, Tokens(2), "a"),
            async () => results[1] = await platform.Consumption.TryConsumeAsync(Acme, Tokens(2), "a"),
            async () => await platform.Consumption.SettleAsync(Acme, "held", Tokens(1)),
            async () => await platform.Consumption.SettleAsync(Acme, "held", Tokens(1)),
            () => PassAsync(platform));

        results.Should().OnlyContain(r => r.IsAdmitted).And.ContainSingle(r => r.IsReplayed);
        (await WindowsAsync(platform)).Sum(w => w.Used).Should().Be(3);
        await EnsureWithinAsync(platform);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Hold_is_settled_once_although_it_is_given_back_or_taken_over() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithBudgetAsync();
        ConsumptionHold hold = await platform.Consumption.HoldAsync(Acme, Tokens(3), Lease, "held");
        ConsumptionHoldResult again = default;
        Exception? refusal = null;

        await Concurrently.RunAsync(
            async () => refusal = await Attempt.Async(async () => await platform.Consumption.SettleAsync(Acme, "held", Tokens(2))),
            async () => await hold.DisposeAsync(),
            async () => again = await platform.Consumption.TryHoldAsync(Acme, Tokens(3), Lease, "held"));

        refusal.Should().BeNull("it has been used, whoever gave it back");
        await (again.Hold?.DisposeAsync() ?? ValueTask.CompletedTask);
        BudgetUsage usage = (await platform.Consumption.GetBudgetsAsync(Acme)).Single();
        (usage.Used, usage.Held).Should().Be((2, 0));
        await platform.EnsureSoundAsync();
    });

    /// <summary>Around the end of a window.</summary>
    private static async Task SpendAsync(Func<IConsumptionStore, IConsumptionStore>? consumption)
    {
        using Platform platform = await WithBudgetAsync(consumption);
        long[] charged = new long[4];

        await Concurrently.RunAsync(
            async () => charged[0] = (await platform.Consumption.TryConsumeAsync(Acme, Tokens(2), "a")).IsAdmitted ? 2 : 0,
            async () => charged[1] = (await platform.Consumption.TryConsumeAsync(Acme, Tokens(2), "b")).IsAdmitted ? 2 : 0,
            async () => charged[2] = await HoldAndSettleAsync(platform),
            async () => await ((await platform.Consumption.TryHoldAsync(Acme, Tokens(1), Lease, "d")).Hold?.DisposeAsync() ?? ValueTask.CompletedTask),
            () => PassAsync(platform),
            () => EnsureWithinAsync(platform));

        await EnsureWithinAsync(platform);
        IReadOnlyList<ConsumptionWindow> windows = await WindowsAsync(platform);
        windows.Should().NotContain(w => w.Used > Limit, "no window has a unit over");
        windows.Sum(w => w.Used).Should().Be(charged.Sum(), "what was admitted is charged, once");
        (await platform.Consumption.GetBudgetsAsync(Acme)).Should().NotContain(u => u.Held != 0, "no hold is lost");
    }

    private static async Task<long> HoldAndSettleAsync(Platform platform)
    {
        if ((await platform.Consumption.TryHoldAsync(Acme, Tokens(2), Lease, "c")).Hold is not { } hold)
        {
            return 0;
        }

        await using (hold)
        {
            await Task.Yield();
            await hold.SettleAsync(Tokens(1));
        }

        return 1;
    }

    private static async Task EnsureWithinAsync(Platform platform) =>
        (await platform.Consumption.GetBudgetsAsync(Acme)).Should().NotContain(u => u.Used + u.Held > Limit, "nothing is a unit over");

    private static async Task<Platform> WithBudgetAsync(Func<IConsumptionStore, IConsumptionStore>? consumption = null)
    {
        Platform platform = new(consumption: consumption);
        await platform.Tenants.CreateTenantAsync(Spec() with
        {
            Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(Limit, CalendarUnit.Minute) },
        });
        platform.Clock.Advance(UntilTheEnd);
        return platform;
    }

    private static async Task PassAsync(Platform platform)
    {
        await Task.Yield();
        platform.Clock.Advance(OverTheEnd);
    }

    private static async Task<IReadOnlyList<ConsumptionWindow>> WindowsAsync(Platform platform) =>
        await platform.Consumption.ReadConsumptionAsync(Acme, new ConsumptionQuery(DateTimeOffset.MinValue, DateTimeOffset.MaxValue));

    private static ConsumptionAmounts Tokens(long amount) => new() { ["tokens"] = amount };
}
