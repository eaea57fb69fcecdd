namespace PlatformHost;

/// <summary>The time: of the log while its past is replayed, the machine's from then on.</summary>
internal sealed class ReplayClock : TimeProvider
{
    private long _replayed;

    public override DateTimeOffset GetUtcNow() => Interlocked.Read(ref _replayed) is > 0 and long ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : System.GetUtcNow();

    /// <summary>It is this time, until it is set again.</summary>
    public void MoveTo(DateTimeOffset time) => Interlocked.Exchange(ref _replayed, time.UtcTicks);

    /// <summary>From now on it is the machine's.</summary>
    public void Release() => Interlocked.Exchange(ref _replayed, 0);
}
