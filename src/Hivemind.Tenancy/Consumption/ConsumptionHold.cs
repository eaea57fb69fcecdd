namespace Hivemind.Tenancy;

/// <summary>
/// An estimate that is held until what was truly used is known. Disposed without <see cref="SettleAsync"/> it gives everything back. It acts for
/// what was held: its methods do not look at the ambient context. Safe for concurrent use.
/// </summary>
/// <example><code>
/// await using ConsumptionHold hold = await consumption.HoldAsync(tenant, new() { ["tokens"] = 4000 }, TimeSpan.FromMinutes(2), requestId);
/// Answer answer = await AskAsync(prompt);
/// await hold.SettleAsync(new() { ["tokens"] = answer.Tokens });
/// </code></example>
public abstract class ConsumptionHold : IAsyncDisposable
{
    /// <summary>Whose it is.</summary>
    public abstract TenantId TenantId { get; }

    /// <summary>Which tenant of that id.</summary>
    public abstract TenantUid TenantUid { get; }

    /// <summary>Under which it is held, unique within the tenant.</summary>
    public abstract string Id { get; }

    /// <summary>How much is held.</summary>
    public abstract ConsumptionAmounts Estimate { get; }

    /// <summary>When the lease ends by the store's clock, and the estimate is given back by itself.</summary>
    public abstract DateTimeOffset ExpiresAt { get; }

    /// <summary>Whether it was held, or settled, before under the same id, and nothing was held now.</summary>
    public abstract bool IsReplayed { get; }

    /// <summary>As <see cref="IConsumptionManager.SettleAsync"/>: by the id, so that of several attempts under one id the first settlement counts, and another amount is a conflict.</summary>
    public abstract ValueTask<IReadOnlyList<BudgetUsage>> SettleAsync(ConsumptionAmounts actual, CancellationToken cancellationToken = default);

    /// <summary>Gives back what is not settled, unless it was held anew under the same id since. Does not throw: when the store fails it is logged, and the lease ends the hold.</summary>
    public abstract ValueTask DisposeAsync();
}
