namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Times as they are stored: UTC ticks.</summary>
internal static class Ticks
{
    /// <summary>The last whole microsecond there is.</summary>
    private static readonly long Latest = DateTimeOffset.MaxValue.UtcTicks - (DateTimeOffset.MaxValue.UtcTicks % TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset ToTime(long ticks) => new(ticks, TimeSpan.Zero);

    public static DateTimeOffset? ToTime(long? ticks) => ticks is { } value ? ToTime(value) : null;

    /// <summary>When something ends that lasts so long from now on: at the end of time at the latest.</summary>
    public static long After(DateTimeOffset now, TimeSpan length) =>
        Latest - now.UtcTicks < length.Ticks ? Latest : now.UtcTicks + length.Ticks;
}
