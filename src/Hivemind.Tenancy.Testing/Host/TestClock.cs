namespace Hivemind.Tenancy.Testing;

/// <summary>
/// A clock that stands still until a test moves it: forward with <see cref="Advance"/>, which runs the timers that come due,
/// or anywhere with <see cref="SetUtcNow"/>, as a clock that is corrected. Safe for concurrent use.
/// </summary>
public sealed class TestClock : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<TestTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private long _elapsed;

    /// <summary>10,000,000 a second: a timestamp counts ticks of 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The time it stands at; 2026-01-02 03:04:05 UTC at first.</summary>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed;
        }
    }

    /// <summary>Lets time pass. Timers that come due on the way run now, in their order.</summary>
    /// <param name="length">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    public void Advance(TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, TimeSpan.Zero);
        long end;
        lock (_gate)
        {
            end = _elapsed + length.Ticks;
        }

        while (NextDue(end) is { } timer)
        {
            timer.Run();
        }

        lock (_gate)
        {
            MoveTo(Math.Max(end, _elapsed));
        }
    }

    /// <summary>Sets the clock, forward or back, without time passing: timers wait as long as before.</summary>
    /// <param name="now">The time from now on.</param>
    public void SetUtcNow(DateTimeOffset now)
    {
        lock (_gate)
        {
            _now = now.ToUniversalTime();
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        TestTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Schedule(TestTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            timer.Period = period;
            if (dueTime >= TimeSpan.Zero)
            {
                timer.DueAt = _elapsed + dueTime.Ticks;
                _timers.Add(timer);
            }
        }
    }

    internal void Forget(TestTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    /// <summary>Takes the next timer that is due by <paramref name="end"/> and moves to its time; null when there is none.</summary>
    private TestTimer? NextDue(long end)
    {
        lock (_gate)
        {
            TestTimer? next = _timers.Where(t => t.DueAt <= end).MinBy(t => t.DueAt);
            if (next is null)
            {
                return null;
            }

            MoveTo(Math.Max(next.DueAt, _elapsed));
            _timers.Remove(next);
            if (next.Period > TimeSpan.Zero)
            {
                next.DueAt += next.Period.Ticks;
                _timers.Add(next);
            }

            return next;
        }
    }

    private void MoveTo(long elapsed)
    {
        _now = _now.AddTicks(elapsed - _elapsed);
        _elapsed = elapsed;
    }
}
