namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>A clock that a task of the scenario sets forward. Every look at it is a scheduling point.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
