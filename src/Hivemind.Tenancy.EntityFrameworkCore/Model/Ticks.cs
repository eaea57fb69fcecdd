namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Times as they are stored: UTC ticks.</summary>
internal static class Ticks
{
    public static DateTimeOffset ToTime(long ticks) => new(ticks, TimeSpan.Zero);

    public static DateTimeOffset? ToTime(long? ticks) => ticks is { } value ? ToTime(value) : null;

    public static DateTimeOffset WholeMicroseconds(DateTimeOffset time) => ToTime(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond));
}
