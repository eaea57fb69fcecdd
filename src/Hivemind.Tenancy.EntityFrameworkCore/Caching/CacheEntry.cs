namespace Hivemind.Tenancy;

/// <summary>What a <see cref="ReadThroughCache{TKey, TValue}"/> holds under a key: an answer, or a flight that is to bring one. Immutable but for the flight's end.</summary>
internal sealed class CacheEntry<TValue>
{
    private CacheEntry(long startedAt, long until, TValue value, TaskCompletionSource<TValue>? flight)
    {
        StartedAt = startedAt;
        Until = until;
        Value = value;
        Flight = flight;
    }

    /// <summary>When the flight began: its answer may be as old as that.</summary>
    public long StartedAt { get; }

    /// <summary>From when on the answer is too old to be given, or the flight to be joined.</summary>
    public long Until { get; }

    /// <summary>The answer; nothing while it is a flight.</summary>
    public TValue Value { get; }

    /// <summary>The flight; null once there is an answer.</summary>
    public TaskCompletionSource<TValue>? Flight { get; }

    public static CacheEntry<TValue> Started(long now, long until) =>
        new(now, until, default!, new TaskCompletionSource<TValue>(TaskCreationOptions.RunContinuationsAsynchronously));

    public CacheEntry<TValue> Landed(TValue value, long until) => new(StartedAt, until, value, flight: null);

    /// <summary>The answer, now or when it is there. Whoever cancels leaves the flight to the others.</summary>
    public ValueTask<TValue> GetAsync(CancellationToken cancellationToken) =>
        Flight is null ? new ValueTask<TValue>(Value) : new ValueTask<TValue>(Flight.Task.WaitAsync(cancellationToken));
}
