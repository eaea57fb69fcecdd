namespace Hivemind.Tenancy.Testing;

/// <summary>A timer of a <see cref="TestClock"/>, which keeps its times under its own lock.</summary>
internal sealed class TestTimer(TestClock clock, Action run) : ITimer
{
    private volatile bool _isDisposed;

    public long DueAt { get; set; }

    public TimeSpan Period { get; set; }

    public void Run()
    {
        if (!_isDisposed)
        {
            run();
        }
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_isDisposed)
        {
            return false;
        }

        clock.Schedule(this, dueTime, period);
        return true;
    }

    public void Dispose()
    {
        _isDisposed = true;
        clock.Forget(this);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
