namespace Hivemind.Tenancy.Tests;

/// <summary>Many tasks on one budget: never a unit over, and every unit that is there is had.</summary>
public sealed class ConsumptionStressTests
{
    private const int Tasks = 64;

    [Theory]
    [EveryStore]
    public async Task A_budget_is_used_up_to_the_last_unit_and_no_further(StoreKind store)
    {
        using BudgetHost host = await BudgetHost.StartAsync(store, budgets: ("tokens", new ConsumptionBudget(1_001, CalendarUnit.Day)));
        long had = 0;

        await Together(async task =>
        {
            for (int i = 0; i < 60; i++)
            {
                long amount = 1 + ((task + i) % 3);
                if (await host.ConsumeAsync(amount))
                {
                    Interlocked.Add(ref had, amount);
                }
            }

            while (await host.ConsumeAsync(1))
            {
                Interlocked.Add(ref had, 1);
            }
        });

        had.Should().Be(1_001);
        (await host.CountAsync()).Should().Be((1_001, 0));
        (await host.Host.NewEventsAsync<BudgetThresholdCrossed>()).Should().ContainSingle("the next is within a minute of it");
    }

    [Fact]
    public async Task The_first_requests_of_all_do_not_pass_one_another()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Asynchronous, budgets: ("tokens", new ConsumptionBudget(3, CalendarUnit.Day)));
        int had = 0;

        await Together(async _ => Interlocked.Add(ref had, await host.ConsumeAsync(1) ? 1 : 0));

        had.Should().Be(3);
    }

    [Fact]
    public async Task Holds_and_settlements_beside_one_another_never_let_the_estimates_pass_the_budget()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Asynchronous, budgets: ("tokens", new ConsumptionBudget(500, CalendarUnit.Day)));
        long charged = 0;

        await Together(async task =>
        {
            for (int i = 0; i < 20; i++)
            {
                if (await host.HoldAsync(4, $"{task}-{i}") is { } hold)
                {
                    (await host.UsageAsync()).Left.Should().BeGreaterThanOrEqualTo(0);
                    if (i % 3 != 0)
                    {
                        await host.SettleAsync(hold.Id, 1 + (i % 4));
                        Interlocked.Add(ref charged, 1 + (i % 4));
                    }

                    await hold.DisposeAsync();
                }
            }
        });

        charged.Should().BeLessThanOrEqualTo(500);
        (await host.CountAsync()).Should().Be((charged, 0));
    }

    [Fact]
    public async Task One_id_from_many_tasks_counts_once()
    {
        using BudgetHost host = await BudgetHost.StartAsync(StoreKind.Asynchronous, budgets: ("tokens", new ConsumptionBudget(500, CalendarUnit.Day)));

        await Together(async task => (await host.ConsumeAsync(7, $"request-{task % 4}")).Should().BeTrue());

        (await host.CountAsync()).Should().Be((28, 0));
    }

    private static Task Together(Func<int, Task> work) => Task.WhenAll(Enumerable.Range(0, Tasks).Select(i => Task.Run(() => work(i), TestContext.Current.CancellationToken)));
}
