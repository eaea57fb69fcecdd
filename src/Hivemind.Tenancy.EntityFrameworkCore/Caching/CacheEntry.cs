namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What a <see cref="ReadThroughCache{TKey, TValue}"/> holds under a key: an answer, or a running fetch of one. Immutable, except that the fetch ends.</summary>
internal sealed class CacheEntry<TValue>
{
    private CacheEntry(long startedAt, long until, TValue value, TaskCompletionSource<TValue>? fetch)
    {
        StartedAt = startedAt;
        Until = until;
        Value = value;
        Fetch = fetch;
    }

    /// <summary>When the fetch began: its answer may be as old as that.</summary>
    public long StartedAt { get; }

    /// <summary>From when on the answer is too old to be given, or the fetch to be joined.</summary>
    public long Until { get; }

    /// <summary>The answer; <c>default</c> while the fetch runs.</summary>
    public TValue Value { get; }

    /// <summary>Ends with the fetch; null once there is an answer.</summary>
    public TaskCompletionSource<TValue>? Fetch { get; }

    public bool IsFetching => Fetch is not null;

    public static CacheEntry<TValue> Fetching(long now, long until) =>
        new(now, until, default!, new TaskCompletionSource<TValue>(TaskCreationOptions.RunContinuationsAsynchronously));

    public CacheEntry<TValue> Answered(TValue value, long until) => new(StartedAt, until, value, fetch: null);

    /// <summary>The answer, at once or when the fetch ends. A caller that cancels does not cancel the fetch, which others may wait for.</summary>
    public ValueTask<TValue> GetAsync(CancellationToken cancellationToken) =>
        Fetch is null ? new ValueTask<TValue>(Value) : new ValueTask<TValue>(Fetch.Task.WaitAsync(cancellationToken));
}
