namespace Hivemind.Tenancy.StoreWorker;

/// <summary>Uses up a budget that others use up, too, and writes down what was charged. Every request is sent twice under its id, as by an impatient client.</summary>
internal sealed class SpendWorker(IConsumptionManager consumption, Journal journal, string name, Random random)
{
    private static readonly TenantId Tenant = TenantId.Parse("shared-0");
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private int _next;

    public async Task SpendAsync(int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            long amount = random.Next(1, 4);
            await (random.Next(3) == 0 ? HoldAsync(amount) : ConsumeAsync(amount));
        }

        while (await ConsumeAsync(1))
        {
            // To the last unit.
        }
    }

    private async Task<bool> ConsumeAsync(long amount)
    {
        string id = $"{name}-{_next++}";
        ConsumptionResult result = default;
        await Worker.AgainAsync(async () => result = await consumption.TryConsumeAsync(Tenant, Tokens(amount), id));
        if (result.IsAdmitted)
        {
            journal.Done("consume", Tenant, id, amount);
            await Worker.AgainAsync(async () => result = await consumption.TryConsumeAsync(Tenant, Tokens(amount), id));
            ShouldBeReplayed(result.IsReplayed, id);
        }

        return result.IsAdmitted;
    }

    /// <summary>Holds more than it comes to.</summary>
    private async Task<bool> HoldAsync(long amount)
    {
        string id = $"{name}-{_next++}";
        ConsumptionHoldResult held = default;
        await Worker.AgainAsync(async () => held = await consumption.TryHoldAsync(Tenant, Tokens(amount + 2), Lease, id));
        if (held.Hold is { } hold)
        {
            await Worker.AgainAsync(async () => await consumption.SettleAsync(Tenant, id, Tokens(amount)));
            journal.Done("consume", Tenant, id, amount);
            await Worker.AgainAsync(async () => await consumption.SettleAsync(Tenant, id, Tokens(amount)));
            await hold.DisposeAsync();
        }

        return held.IsAdmitted;
    }

    private static void ShouldBeReplayed(bool isReplayed, string id)
    {
        if (!isReplayed)
        {
            throw new InvalidOperationException($"'{id}' was counted twice.");
        }
    }

    private static ConsumptionAmounts Tokens(long amount) => new() { ["tokens"] = amount };
}
