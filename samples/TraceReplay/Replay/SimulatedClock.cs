namespace TraceReplay;

/// <summary>Time that moves only when the replay says so. The library takes it from the host's services.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    /// <summary>Sets the time since the start of the log; never back.</summary>
    public void MoveTo(TimeSpan sinceStart)
    {
        DateTimeOffset time = DateTimeOffset.UnixEpoch + sinceStart;
        ArgumentOutOfRangeException.ThrowIfLessThan(time, _now);
        _now = time;
    }
}
