namespace Hivemind.Tenancy;

/// <summary>How far a tenant has come with one meter in the window of now.</summary>
/// <param name="Meter">The meter.</param>
/// <param name="Limit">How much the budget allows; null for a meter without one, which nothing limits.</param>
/// <param name="Used">What was used up in this window, corrections included.</param>
/// <param name="Held">What is held for what is still at work, see <see cref="IConsumptionManager.HoldAsync"/>.</param>
/// <param name="WindowStart">When the window began.</param>
/// <param name="WindowEnd">When it ends, and the next begins with nothing used.</param>
/// <param name="IsPostPaid">Whether it is counted only.</param>
public readonly record struct BudgetUsage(
    string Meter, long? Limit, long Used, long Held, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, bool IsPostPaid)
{
    /// <summary>What is left of the budget, 0 when it is used up; null without a limit.</summary>
    public long? Left => Limit is { } limit ? Math.Max(0, limit - Used - Held) : null;

    /// <summary>By how much <see cref="Used"/> is over the budget: post-paid, settled with more than was estimated, or lowered since. 0 without a limit.</summary>
    public long Over => Limit is { } limit ? Math.Max(0, Used - limit) : 0;
}
