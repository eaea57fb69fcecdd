using System.Collections.Concurrent;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Answers that may be a little old, by key. An answer in it costs one look-up and one look at the clock; one that is missing is
/// fetched once for all callers that ask while the fetch runs.
/// <list type="bullet">
/// <item>A running fetch stands in the dictionary under its key, and its answer is kept only if it still stands there when it
/// ends. Forgetting a key removes the fetch too, so no answer that was read before a change is kept after it, and a caller that
/// asks after the change does not join a fetch from before.</item>
/// <item>An answer's age counts from the start of its fetch, not from its end. A fetch older than the shortest life of an answer
/// is not joined any more: the next caller starts another, so a fetch that hangs delays only the callers that joined it.</item>
/// <item>Time is that of <see cref="TimeProvider.GetTimestamp"/>: setting the wall clock neither prolongs nor ends anything.</item>
/// <item>A fetch runs without the execution context of the caller that began it: it is for all that join it.</item>
/// <item>Answers are queued in the order they came. Each new one removes those that have expired, and the oldest when there are
/// too many, so asking for ever new keys costs no more memory than the capacity.</item>
/// </list>
/// </summary>
/// <typeparam name="TKey">What is asked.</typeparam>
/// <typeparam name="TValue">The answer.</typeparam>
internal sealed class ReadThroughCache<TKey, TValue>
    where TKey : notnull
{
    /// <summary>How many answers one new one removes at most, so that no caller pays for everything that expired in a quiet night.</summary>
    private const int Sweep = 16;

    /// <summary>How old an answer may be at most that hides what is to be seen soon, and how long a fetch is joined.</summary>
    public static readonly TimeSpan BriefDuration = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TKey, CacheEntry<TValue>> _entries = new();
    private readonly ConcurrentQueue<KeyValuePair<TKey, CacheEntry<TValue>>> _order = new();
    private readonly TimeProvider _time;
    private readonly Func<TValue, TimeSpan?> _longest;
    private readonly CacheLookups _lookups;
    private readonly int _capacity;
    private readonly TimeSpan _longestOfAll;
    private readonly long _duration;
    private readonly long _brief;
    private int _queued;

    /// <param name="time">The host's clock.</param>
    /// <param name="duration">How old an answer may be. Zero keeps nothing.</param>
    /// <param name="longest">How old this answer may be, where that is less; else null.</param>
    /// <param name="capacity">How many answers are kept at most.</param>
    /// <param name="lookups">Counts.</param>
    public ReadThroughCache(TimeProvider time, TimeSpan duration, Func<TValue, TimeSpan?> longest, int capacity, CacheLookups lookups)
    {
        _time = time;
        _longest = longest;
        _capacity = capacity;
        _lookups = lookups;
        _longestOfAll = duration;
        _duration = Ticks(duration);
        _brief = Math.Min(_duration, Ticks(BriefDuration));
    }

    /// <summary>How many keys have an answer or a running fetch.</summary>
    public int Count => _entries.Count;

    /// <summary>The answer, if it is there and not too old.</summary>
    public bool TryGet(TKey key, out TValue value)
    {
        if (_entries.TryGetValue(key, out CacheEntry<TValue>? entry) && !entry.IsFetching && _time.GetTimestamp() < entry.Until)
        {
            value = entry.Value;
            _lookups.Hit();
            return true;
        }

        value = default!;
        return false;
    }

    /// <summary>The answer that <see cref="TryGet"/> did not find, fetched unless a fetch of it is running already.</summary>
    /// <param name="key">What is asked.</param>
    /// <param name="fetch">Asks the source. It is never cancelled, because other callers may wait for it.</param>
    /// <param name="cancellationToken">Ends this caller's waiting.</param>
    public ValueTask<TValue> FetchAsync(TKey key, Func<ValueTask<TValue>> fetch, CancellationToken cancellationToken)
    {
        CacheEntry<TValue> entry = Join(key, out bool isNew);
        _lookups.Miss();
        if (isNew)
        {
            Begin(key, entry, fetch);
        }

        return entry.GetAsync(cancellationToken);
    }

    /// <summary>Many answers, in the order of the keys; what is missing is fetched in one go.</summary>
    /// <param name="keys">What is asked.</param>
    /// <param name="fetch">Asks the source for those at these places among the keys; it answers in their order.</param>
    /// <param name="cancellationToken">Ends this caller's waiting.</param>
    public async ValueTask<TValue[]> GetManyAsync(
        TKey[] keys, Func<IReadOnlyList<int>, ValueTask<TValue[]>> fetch, CancellationToken cancellationToken)
    {
        CacheEntry<TValue>[] entries = new CacheEntry<TValue>[keys.Length];
        List<int> own = [];
        int hits = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            entries[i] = Join(keys[i], out bool isNew);
            hits += entries[i].IsFetching ? 0 : 1;
            if (isNew)
            {
                own.Add(i);
            }
        }

        _lookups.Count(hits, keys.Length - hits);
        if (own.Count > 0)
        {
            // Before waiting for the fetch of another caller, which may be waiting for one of these.
            BlankExecutionContext.Begin(() => RunFetchAsync(keys, entries, own, fetch));
        }

        TValue[] values = new TValue[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            values[i] = await entries[i].GetAsync(cancellationToken).ConfigureAwait(false);
        }

        return values;
    }

    /// <summary>Forgets an answer, and a running fetch, which may have read before the change.</summary>
    public void Forget(TKey key) => _entries.TryRemove(key, out _);

    /// <summary>Forgets an answer that differs from what was seen at the source, and a running fetch, which may bring such an answer.</summary>
    /// <param name="key">What is asked.</param>
    /// <param name="seen">What was seen at the source just now.</param>
    /// <param name="isSame">Whether an answer (first) still is what was seen.</param>
    public void ForgetUnless<TSeen>(TKey key, TSeen seen, Func<TValue, TSeen, bool> isSame)
    {
        if (_entries.TryGetValue(key, out CacheEntry<TValue>? entry) && (entry.IsFetching || !isSame(entry.Value, seen)))
        {
            _entries.TryRemove(KeyValuePair.Create(key, entry));
        }
    }

    /// <summary>Forgets everything. What the queue still holds is removed as other answers come.</summary>
    public void Clear() => _entries.Clear();

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * _time.TimestampFrequency);

    /// <summary>What stands under the key, if it is young enough, else a new entry, whose fetch the caller must then run.</summary>
    private CacheEntry<TValue> Join(TKey key, out bool isNew)
    {
        long now = _time.GetTimestamp();
        CacheEntry<TValue>? fetching = null;
        while (true)
        {
            bool found = _entries.TryGetValue(key, out CacheEntry<TValue>? entry);
            if (found && now < entry!.Until)
            {
                isNew = false;
                return entry;
            }

            fetching ??= CacheEntry<TValue>.Fetching(now, now + _brief);
            if (found ? _entries.TryUpdate(key, fetching, entry!) : _entries.TryAdd(key, fetching))
            {
                isNew = true;
                return fetching;
            }
        }
    }

    private void Begin(TKey key, CacheEntry<TValue> fetching, Func<ValueTask<TValue>> fetch) =>
        BlankExecutionContext.Begin(() => RunFetchAsync(key, fetching, fetch));

    private async Task RunFetchAsync(TKey key, CacheEntry<TValue> fetching, Func<ValueTask<TValue>> fetch)
    {
        try
        {
            Complete(key, fetching, await fetch().ConfigureAwait(false));
        }
        catch (Exception e)
        {
            Fail(key, fetching, e);
        }
    }

    private async Task RunFetchAsync(
        TKey[] keys, CacheEntry<TValue>[] entries, List<int> own, Func<IReadOnlyList<int>, ValueTask<TValue[]>> fetch)
    {
        try
        {
            TValue[] values = await fetch(own).ConfigureAwait(false);
            for (int i = 0; i < own.Count; i++)
            {
                Complete(keys[own[i]], entries[own[i]], values[i]);
            }
        }
        catch (Exception e)
        {
            foreach (int i in own)
            {
                Fail(keys[i], entries[i], e);
            }
        }
    }

    /// <summary>Keeps the answer before it is given to any caller, so that a caller that asks again finds it.</summary>
    private void Complete(TKey key, CacheEntry<TValue> fetching, TValue value)
    {
        long until = fetching.StartedAt + (_longest(value) is { } longest && longest < _longestOfAll ? Ticks(longest) : _duration);
        long now = _time.GetTimestamp();
        if (now >= until)
        {
            _entries.TryRemove(KeyValuePair.Create(key, fetching));
        }
        else
        {
            CacheEntry<TValue> answer = fetching.Answered(value, until);
            if (_entries.TryUpdate(key, answer, fetching))
            {
                Queue(key, answer, now);
            }
        }

        fetching.Fetch!.TrySetResult(value);
    }

    private void Fail(TKey key, CacheEntry<TValue> fetching, Exception exception)
    {
        _entries.TryRemove(KeyValuePair.Create(key, fetching));
        if (fetching.Fetch!.TrySetException(exception))
        {
            // Observed, even when every caller that waited has cancelled.
            _ = fetching.Fetch.Task.Exception;
        }
    }

    private void Queue(TKey key, CacheEntry<TValue> answer, long now)
    {
        _order.Enqueue(KeyValuePair.Create(key, answer));
        bool isTooMany = Interlocked.Increment(ref _queued) > _capacity;
        for (int i = 0; i < Sweep && (isTooMany || (_order.TryPeek(out KeyValuePair<TKey, CacheEntry<TValue>> head) && now >= head.Value.Until)); i++)
        {
            // Another thread may have taken the head since: what comes out is removed in any case, or it would be kept without being queued.
            if (_order.TryDequeue(out KeyValuePair<TKey, CacheEntry<TValue>> oldest))
            {
                _entries.TryRemove(oldest);
                isTooMany = Interlocked.Decrement(ref _queued) > _capacity;
            }
        }
    }
}
