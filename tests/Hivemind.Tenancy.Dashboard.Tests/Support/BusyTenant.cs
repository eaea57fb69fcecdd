namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>A made-up log of jobs, busy and uneven: many by day, few at night and on Sundays, short ones and some that last for days; some are only ever reserved.</summary>
internal static class BusyTenant
{
    public static readonly DateTimeOffset Now = new(2026, 11, 17, 14, 25, 36, 789, TimeSpan.Zero);

    public static readonly string[] Namespaces = ["builds", "web", "training"];

    public static TenantSpec Spec(TenantSpec spec) => spec with
    {
        Namespaces = Namespaces,
        ResourceQuotas = new ResourceQuotas { CpuCores = 24, MemoryBytes = 64L << 30, Containers = 40 },
    };

    /// <summary>Lets the jobs come and go, and time pass until <see cref="Now"/>.</summary>
    public static async Task ReplayAsync(DashboardHost host, TestClock clock, Tenant tenant, int days, int jobsPerDay)
    {
        Random random = new(14);
        PriorityQueue<Func<Task>, DateTimeOffset> log = new();
        DateTimeOffset first = new(Now.UtcDateTime.Date.AddDays(-days), TimeSpan.Zero);
        for (int job = 0; job < days * jobsPerDay; job++)
        {
            int number = job;
            DateTimeOffset start = first.AddDays(number / jobsPerDay).AddHours(Math.Clamp(13 + (random.NextDouble() + random.NextDouble() - 1) * 13, 0, 23.9));
            TimeSpan length = TimeSpan.FromMinutes(3 + Math.Pow(random.NextDouble(), 6) * 4000);
            ResourceAmounts amounts = new()
            {
                CpuCores = random.Next(1, 17) * 0.25m,
                MemoryBytes = (1L << random.Next(26, 33)) + random.Next(1000),
                Containers = 1,
                Other = random.Next(10) == 0 ? new Dictionary<string, decimal> { ["nvidia.com/gpu"] = 1 } : [],
            };
            ReservationOptions options = new()
            {
                AllocationId = $"job-{number}",
                Lease = TimeSpan.FromMinutes(random.Next(1, 50)),
                Namespace = Namespaces[random.Next(3)],
                Source = $"node-{random.Next(1, 4)}",
                Labels = new Dictionary<string, string> { ["team"] = random.Next(2) == 0 ? "red" : "blue" },
            };
            if (start.DayOfWeek != DayOfWeek.Sunday || random.Next(5) == 0)
            {
                log.Enqueue(() => StartAsync(host, tenant, amounts, options, commits: random.Next(7) > 0), start);
                log.Enqueue(async () => await host.Quotas.ReleaseAsync(tenant, options.AllocationId), start + length);
            }
        }

        clock.Advance(first - clock.GetUtcNow()); // the store's time never goes back
        using TenantScope scope = TenantContext.System("test", "replays a log").Enter();
        while (log.TryDequeue(out Func<Task>? happens, out DateTimeOffset at) && at < Now)
        {
            clock.Advance(at - clock.GetUtcNow());
            await happens();
        }

        clock.Advance(Now - clock.GetUtcNow());
    }

    private static async Task StartAsync(DashboardHost host, Tenant tenant, ResourceAmounts amounts, ReservationOptions options, bool commits)
    {
        if (await host.Quotas.TryReserveAsync(tenant, amounts, options) is { IsAdmitted: true, Reservation: { } reservation } && commits)
        {
            await reservation.CommitAsync();
        }
    }
}
