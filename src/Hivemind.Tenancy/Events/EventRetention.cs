namespace Hivemind.Tenancy;

/// <summary>
/// What a log keeps. It is trimmed from its beginning only: an event may go when it is too old or there are too many after it, and
/// when every reader that is named has read it or lags too far.
/// </summary>
/// <param name="KeepFor">How long an event is kept at least, by when it occurred; null for no end.</param>
/// <param name="KeepCount">How many events are kept, the newest, 1 or more; null for all.</param>
/// <param name="Readers">Names of readers that must have read an event before it may go; they acknowledge through <c>ITenancyEventFeed</c>.</param>
/// <param name="MaxReaderLag">How many events, the newest, such a reader can keep from going, 1 or more.</param>
public sealed record EventRetention(TimeSpan? KeepFor, long? KeepCount, IReadOnlyList<string> Readers, long MaxReaderLag)
{
    /// <summary>Most events that one step removes: 1,000.</summary>
    public const int SliceSize = 1000;

    /// <summary>Whether anything may ever go.</summary>
    public bool IsNeeded => KeepFor is not null || KeepCount is not null;

    /// <summary>The largest number that readers let go.</summary>
    /// <param name="newestSequence">The largest number given.</param>
    /// <param name="acknowledged">What the named readers have acknowledged; one that never did counts as 0.</param>
    public long Reach(long newestSequence, IEnumerable<long> acknowledged) =>
        Math.Max(newestSequence - MaxReaderLag, acknowledged.Append(newestSequence).Min());

    /// <summary>Whether the oldest event may go, as far as its age and what comes after it say.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="occurredAt">When it occurred.</param>
    /// <param name="newestSequence">The largest number given.</param>
    /// <param name="now">The time now.</param>
    public bool IsDue(long sequence, DateTimeOffset occurredAt, long newestSequence, DateTimeOffset now) =>
        (KeepCount is { } count && sequence <= newestSequence - count) || (KeepFor is { } age && now - occurredAt >= age);
}
