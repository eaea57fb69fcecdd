namespace Hivemind.Tenancy;

/// <summary>The host's <see cref="TimeProvider"/>, in whole microseconds, which every database keeps exactly.</summary>
internal sealed class TenancyClock(TimeProvider time)
{
    /// <summary>The expiry, in ticks, of an allocation that does not expire: it is committed.</summary>
    public const long NeverTicks = long.MaxValue;

    /// <summary>The last moment there is.</summary>
    public static readonly DateTimeOffset Latest = WholeMicroseconds(DateTimeOffset.MaxValue);

    public DateTimeOffset Now => WholeMicroseconds(time.GetUtcNow());

    public static DateTimeOffset WholeMicroseconds(DateTimeOffset value) =>
        FromTicks(value.UtcTicks - (value.UtcTicks % TimeSpan.TicksPerMicrosecond));

    public static TimeSpan WholeMicroseconds(TimeSpan value) => new(value.Ticks - (value.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>The time that is so many ticks in UTC.</summary>
    public static DateTimeOffset FromTicks(long ticks) => new(new DateTime(ticks, DateTimeKind.Utc));

    /// <summary>The time at which a lease ends; null when it never does.</summary>
    public static DateTimeOffset? ExpiryOf(long ticks) => ticks == NeverTicks ? null : FromTicks(ticks);

    /// <summary>When something ends that lasts so long from now on: at the end of time at the latest.</summary>
    public static DateTimeOffset After(DateTimeOffset now, TimeSpan length) => Latest - now < length ? Latest : now + length;
}
