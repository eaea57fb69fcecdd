namespace Hivemind.Tenancy.StoreWorker;

/// <summary>Reserves, commits and releases, consumes, holds and settles at full speed, and writes down what it does. Unknown outcomes are tried again under the same id.</summary>
internal sealed class Worker(ITenantManager tenants, IQuotaManager quotas, IConsumptionManager consumption, Journal journal, string name, Random random)
{
    internal const int Shared = 3;
    internal const long Limit = 40;
    internal const long Budget = 300;

    /// <summary>How long a failing call is tried again: far longer than a server needs to start on a slow machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Longer than any test takes: a hold is there until the test looks for it.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private readonly List<(TenantId Tenant, string Id, long Units)> _committed = [];
    private int _next;

    /// <summary>Makes a tenant now and then and works on those it made, for ever.</summary>
    public async Task LiveAsync()
    {
        List<TenantId> mine = [];
        while (true)
        {
            if (mine.Count == 0 || random.Next(20) == 0)
            {
                TenantId id = TenantId.Parse($"{name}-{mine.Count}");
                journal.Begin("create", id, "-");
                await AgainAsync(async () => await CreateAsync(id));
                journal.Done("create", id, "-");
                mine.Add(id);
            }

            await StepAsync(mine[random.Next(mine.Count)], keeps: random.Next(4) == 0);
        }
    }

    /// <summary>Works on tenants that others work on, too; at the end everything it committed is still there or released.</summary>
    public async Task HammerAsync(int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            await StepAsync(TenantId.Parse($"shared-{random.Next(Shared)}"), keeps: true);
        }
    }

    public static TenantSpec Spec(TenantId id) => new()
    {
        Id = id,
        Name = $"Tenant {id}",
        OwnerId = "worker",
        ResourceQuotas = new ResourceQuotas { Containers = Limit },
        Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(Budget, CalendarUnit.Hour) },
    };

    private async Task CreateAsync(TenantId id)
    {
        // Made already, when the answer to the first attempt was lost.
        if (await tenants.FindTenantAsync(id) is not { Status: TenantStatus.Active })
        {
            await tenants.CreateTenantAsync(Spec(id));
        }
    }

    private async Task StepAsync(TenantId tenant, bool keeps)
    {
        if (random.Next(3) == 0)
        {
            await SpendAsync(tenant);
            return;
        }

        if (_committed.Count > 0 && random.Next(2) == 0)
        {
            int index = random.Next(_committed.Count);
            (TenantId holder, string held, long size) = _committed[index];
            _committed.RemoveAt(index);
            journal.Begin("release", holder, held, size);
            await AgainAsync(async () => await quotas.ReleaseAsync(holder, held));
            journal.Done("release", holder, held, size);
            return;
        }

        string id = $"{name}-{_next++}";
        long units = random.Next(1, 6);
        journal.Begin("reserve", tenant, id, units);
        ReservationResult result = default;
        await AgainAsync(async () => result = await quotas.TryReserveAsync(
            tenant, new ResourceAmounts { Containers = units }, new ReservationOptions { AllocationId = id, Lease = Lease }));
        journal.Done(result.IsAdmitted ? "reserve" : "refuse", tenant, id, units);
        if (!result.IsAdmitted)
        {
            return;
        }

        if (!keeps && random.Next(3) == 0)
        {
            // Left behind: its lease ends it.
            return;
        }

        journal.Begin("commit", tenant, id, units);
        await AgainAsync(async () => await quotas.CommitAsync(tenant, id));
        journal.Done("commit", tenant, id, units);
        _committed.Add((tenant, id, units));
    }

    private async Task SpendAsync(TenantId tenant)
    {
        string id = $"{name}-u{_next++}";
        ConsumptionAmounts amounts = new() { ["tokens"] = random.Next(2, 6) };
        if (random.Next(2) == 0)
        {
            ConsumptionResult result = default;
            journal.Begin("consume", tenant, id, amounts["tokens"]);
            await AgainAsync(async () => result = await consumption.TryConsumeAsync(tenant, amounts, id));
            journal.Done(result.IsAdmitted ? "consume" : "spent", tenant, id, amounts["tokens"]);
            return;
        }

        ConsumptionHoldResult held = default;
        journal.Begin("hold", tenant, id, amounts["tokens"]);
        await AgainAsync(async () => held = await consumption.TryHoldAsync(tenant, amounts, Lease, id));
        journal.Done(held.IsAdmitted ? "hold" : "spent", tenant, id, amounts["tokens"]);
        if (held.IsAdmitted)
        {
            ConsumptionAmounts actual = new() { ["tokens"] = amounts["tokens"] - 1 };
            journal.Begin("settle", tenant, id, actual["tokens"]);
            await AgainAsync(async () => await consumption.SettleAsync(tenant, id, actual));
            journal.Done("settle", tenant, id, actual["tokens"]);
        }
    }

    internal static async Task AgainAsync(Func<Task> call)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (TenancyException e) when (e.IsTransient && TimeProvider.System.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(25);
            }
        }
    }
}
