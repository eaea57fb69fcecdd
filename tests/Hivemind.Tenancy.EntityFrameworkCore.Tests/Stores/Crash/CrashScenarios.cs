using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What every database must survive; each database's test class calls these with its own way to open it.</summary>
internal static class CrashScenarios
{
    private const int Processes = 4;

    /// <summary>How many workers are killed: HIVEMIND_KILLS, or a few.</summary>
    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("HIVEMIND_KILLS") ?? "3", CultureInfo.InvariantCulture);

    /// <summary>Kills workers at random moments. After each, every acknowledged write is there.</summary>
    public static async Task KillWorkersAsync(string database, Func<TimeProvider, ServiceProvider> open, CancellationToken cancellationToken)
    {
        Random random = new(4711);
        for (int i = 0; i < Kills; i++)
        {
            await using WorkerProcess worker = WorkerProcess.Start(database, "live", $"w{i}", seed: i);
            await worker.WorkingAsync(cancellationToken);
            await Task.Delay(random.Next(300), cancellationToken);
            await worker.KillAsync(cancellationToken);
            await CrashCheck.AgreesAsync(open, WorkerJournal.Read(worker.Lines), cancellationToken);
        }
    }

    /// <summary>Processes compete for a few tenants: no grant over a limit while they do, and exact sums at the end.</summary>
    /// <param name="database">As the worker names it.</param>
    /// <param name="open">Opens the database in this process.</param>
    /// <param name="rounds">How many steps each process takes.</param>
    /// <param name="disturb">What is done to the server at the same time; null for nothing.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task CompeteAsync(
        string database, Func<TimeProvider, ServiceProvider> open, int rounds, Func<Task>? disturb, CancellationToken cancellationToken)
    {
        await using ServiceProvider host = open(TimeProvider.System);
        TenantId[] shared = [.. Enumerable.Range(0, 3).Select(i => TenantId.Parse($"shared-{i}"))];
        foreach (TenantId tenant in shared)
        {
            await host.GetRequiredService<ITenantManager>().CreateTenantAsync(
                new TenantSpec
                {
                    Id = tenant,
                    Name = $"Tenant {tenant}",
                    OwnerId = "worker",
                    ResourceQuotas = new ResourceQuotas { Containers = CrashCheck.Limit },
                    Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(UsageCheck.Budget, CalendarUnit.Hour) },
                },
                cancellationToken);
        }

        List<WorkerProcess> workers = [.. Enumerable.Range(0, Processes).Select(i => WorkerProcess.Start(database, "hammer", $"h{i}", seed: i, rounds))];
        Task ended = Task.WhenAll(workers.Select(w => w.EndAsync(cancellationToken)));
        Task disturbed = disturb?.Invoke() ?? Task.CompletedTask;
        while (!ended.IsCompleted)
        {
            foreach (TenantId tenant in shared)
            {
                await NeverOverAsync(host, tenant, tolerant: disturb is not null, cancellationToken);
            }

            await Task.WhenAny(ended, Task.Delay(50, cancellationToken));
        }

        await ended;
        await disturbed;
        WorkerJournal[] journals = [.. workers.Select(w => WorkerJournal.Read(w.Lines))];
        foreach (TenantId tenant in shared)
        {
            IReadOnlyDictionary<string, Allocation> found = await CrashCheck.SumsAgreeAsync(host, tenant, cancellationToken);
            found.Keys.Should().BeEquivalentTo(
                journals.SelectMany(j => j.Allocations).Where(a => a.Key.Tenant == tenant && a.Value is { MayBeAbsent: false }).Select(a => a.Key.Id));
        }

        await UsageCheck.AgreesAsync(host, journals, cancellationToken);
        journals.Sum(j => j.Allocations.Count).Should().BeGreaterThan(rounds, "they have reserved something");
        foreach (WorkerProcess worker in workers)
        {
            await worker.DisposeAsync();
        }
    }

    /// <summary>Processes use up one budget: never a unit over, and what they were told was charged is all that is.</summary>
    /// <inheritdoc cref="CompeteAsync"/>
    public static async Task SpendAsync(
        string database, Func<TimeProvider, ServiceProvider> open, int rounds, Func<Task>? disturb, CancellationToken cancellationToken)
    {
        await using ServiceProvider host = open(TimeProvider.System);
        IConsumptionManager consumption = host.GetRequiredService<IConsumptionManager>();
        TenantId tenant = TenantId.Parse("shared-0");
        long limit = rounds * 5;
        await host.GetRequiredService<ITenantManager>().CreateTenantAsync(
            new TenantSpec
            {
                Id = tenant,
                Name = "Shared",
                OwnerId = "worker",
                Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(limit, CalendarUnit.Month) },
            },
            cancellationToken);

        List<WorkerProcess> workers = [.. Enumerable.Range(0, Processes).Select(i => WorkerProcess.Start(database, "spend", $"s{i}", seed: i, rounds))];
        Task ended = Task.WhenAll(workers.Select(w => w.EndAsync(cancellationToken)));
        await (disturb?.Invoke() ?? Task.CompletedTask);
        while (!ended.IsCompleted)
        {
            try
            {
                foreach (BudgetUsage usage in await consumption.GetBudgetsAsync(tenant, cancellationToken))
                {
                    (usage.Used + usage.Held).Should().BeLessThanOrEqualTo(limit);
                }
            }
            catch (TenancyStoreException e) when (disturb is not null && e.IsTransient)
            {
                // The server is down for a moment.
            }

            await Task.WhenAny(ended, Task.Delay(50, cancellationToken));
        }

        await ended;
        long charged = workers.SelectMany(w => w.Lines).Where(l => l.StartsWith("done consume", StringComparison.Ordinal))
            .Sum(l => long.Parse(l.Split(' ')[^1], CultureInfo.InvariantCulture));
        BudgetUsage last = (await consumption.GetBudgetsAsync(tenant, cancellationToken)).Single();
        (last.Used, last.Held, charged).Should().Be((limit, 0, limit));
        (await host.GetRequiredService<ITenantManager>().ReadEventsAsync(new EventQuery { Tenant = tenant, Limit = TenancyLimits.PageSize }, cancellationToken))
            .Events.OfType<BudgetThresholdCrossed>().Select(e => e.Percent).Should().OnlyHaveUniqueItems().And.Contain(80);
        foreach (WorkerProcess worker in workers)
        {
            await worker.DisposeAsync();
        }
    }

    private static async Task NeverOverAsync(ServiceProvider host, TenantId tenant, bool tolerant, CancellationToken cancellationToken)
    {
        try
        {
            (await host.GetRequiredService<IQuotaManager>().GetUsageAsync(tenant, cancellationToken))[ResourceNames.Containers].Total
                .Should().BeLessThanOrEqualTo(CrashCheck.Limit);
        }
        catch (TenancyStoreException e) when (tolerant && e.IsTransient)
        {
            // The server is down for a moment.
        }
    }
}
