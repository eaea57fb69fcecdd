namespace Hivemind.Tenancy.Storage;

/// <summary>
/// The time of the <see cref="InMemoryTenantStore"/>: the host's when it started, and from then on what has passed, so that a clock which
/// is corrected moves no lease.
/// </summary>
internal sealed class SteadyClock(TimeProvider time, StoreClock? ofTests)
{
    private readonly long _startTicks = TenancyClock.WholeMicroseconds(time.GetUtcNow()).UtcTicks;
    private readonly long _startTimestamp = time.GetTimestamp();

    public DateTimeOffset Now => ofTests is null ? TenancyClock.FromTicks(Ticks()) : ofTests.Now;

    private long Ticks()
    {
        long ticks = _startTicks + time.GetElapsedTime(_startTimestamp).Ticks;
        return Math.Min(ticks - (ticks % TimeSpan.TicksPerMicrosecond), TenancyClock.Latest.UtcTicks);
    }
}
