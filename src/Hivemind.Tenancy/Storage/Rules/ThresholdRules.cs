namespace Hivemind.Tenancy.Storage;

/// <summary>
/// When a share of a limit is reported. A threshold of p percent is reached at limit * p / 100, rounded up and at least 1. Only the
/// highest that is reached is reported, once; it re-arms at limit * max(0, p - 5) / 100, rounded down, or when the limit goes. One
/// that is reached within a minute of the last report is held back and reported by the first step after it that still reaches it.
/// </summary>
internal static class ThresholdRules
{
    /// <summary>Percentage points below a threshold at which it re-arms.</summary>
    public const int Hysteresis = 5;

    private const long NeverFires = long.MaxValue;
    private const long NeverRearms = -1;

    /// <summary>How long a resource of a tenant is silent after a report.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    /// <summary>The threshold that stands after a step, and whether it is to be reported.</summary>
    /// <param name="percents">The thresholds, ascending.</param>
    /// <param name="state">What the resource has come to, and what was reported before.</param>
    /// <param name="limit">The limit of now.</param>
    /// <param name="now">The store's time.</param>
    /// <param name="mayReport">Whether the step reports events; otherwise it only re-arms.</param>
    /// <param name="isReported">Whether the threshold that stands is to be reported by this step.</param>
    public static ResourceState Judge(
        IReadOnlyList<int> percents, ResourceState state, long limit, DateTimeOffset now, bool mayReport, out bool isReported)
    {
        isReported = false;
        if (limit == EffectiveLimits.None)
        {
            return state with { Threshold = 0 };
        }

        int reached = 0;
        for (int i = percents.Count - 1; i >= 0 && reached == 0; i--)
        {
            reached = state.Total >= FiresAt(percents[i], limit) ? percents[i] : 0;
        }

        if (reached > state.Threshold)
        {
            isReported = mayReport && !IsSilent(state.FiredTicks, now);
            return isReported ? state with { Threshold = reached, FiredTicks = now.UtcTicks } : state;
        }

        int standing = state.Threshold;
        while (standing > 0 && state.Total <= RearmsAt(standing, limit))
        {
            standing = Below(percents, standing);
        }

        return state with { Threshold = standing };
    }

    /// <summary>The totals between which <see cref="Judge"/> has nothing to do.</summary>
    public static (long FiresAt, long RearmsAt) Bounds(IReadOnlyList<int> percents, int standing, long limit)
    {
        if (limit == EffectiveLimits.None)
        {
            return (NeverFires, NeverRearms);
        }

        long firesAt = NeverFires;
        for (int i = percents.Count - 1; i >= 0 && percents[i] > standing; i--)
        {
            firesAt = FiresAt(percents[i], limit);
        }

        return (firesAt, standing == 0 ? NeverRearms : RearmsAt(standing, limit));
    }

    /// <summary>A report that lies in the future, by a clock that was set back, counts as past.</summary>
    private static bool IsSilent(long firedTicks, DateTimeOffset now) =>
        firedTicks != 0 && firedTicks <= now.UtcTicks && now.UtcTicks - firedTicks < Silence.Ticks;

    private static long FiresAt(int percent, long limit) => Math.Max(1, (long)((((Int128)limit * percent) + 99) / 100));

    private static long RearmsAt(int percent, long limit) => (long)((Int128)limit * Math.Max(0, percent - Hysteresis) / 100);

    private static int Below(IReadOnlyList<int> percents, int standing)
    {
        int below = 0;
        for (int i = 0; i < percents.Count && percents[i] < standing; i++)
        {
            below = percents[i];
        }

        return below;
    }
}
