namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Times in bodies that may be parts of a second: what was read can be sent back as it is.</summary>
internal static class Seconds
{
    /// <summary>More than anything allows.</summary>
    private const decimal Most = 1_000_000_000;

    public static decimal Of(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerSecond;

    /// <summary>To the tick; its range is checked where it counts.</summary>
    /// <exception cref="ApiProblemException">It is no time at all.</exception>
    public static TimeSpan Parse(decimal seconds) => seconds is >= 0 and <= Most
        ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))
        : throw ApiProblemException.Invalid("deadline_seconds has to be a number of seconds.");
}
