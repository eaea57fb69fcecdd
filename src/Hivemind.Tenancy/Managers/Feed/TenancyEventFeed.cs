using System.Runtime.CompilerServices;
using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>Runs a <see cref="FeedReader"/> while somebody subscribes.</summary>
internal sealed class TenancyEventFeed(
    ITenantStore store, TenancyLogger logger, IEnumerable<ITenancyCache> caches, IOptions<HivemindTenancyOptions> options) : ITenancyEventFeed, IDisposable
{
    private const int MaxCapacity = 100_000;

    private readonly object _gate = new();
    private readonly ITenancyCache[] _caches = [.. caches];
    private readonly EventRetention _retention = options.Value.ResolveEventRetention();
    private FeedReader? _reader;
    private bool _isDisposed;

    public IAsyncEnumerable<EventFeedEntry> SubscribeAsync(int capacity = 1000, CancellationToken cancellationToken = default) =>
        capacity is >= 1 and <= MaxCapacity
            ? EnumerateAsync(capacity, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, $"Capacity is 1 to {MaxCapacity}.");

    public ValueTask<long> AcknowledgeAsync(string reader, long through, CancellationToken cancellationToken = default)
    {
        Requires.Line(reader, "Reader", TenancyLimits.UserIdLength);
        ArgumentOutOfRangeException.ThrowIfNegative(through);
        return store.AcknowledgeEventsAsync(reader, through, cancellationToken);
    }

    public async ValueTask<long> TrimAsync(CancellationToken cancellationToken = default)
    {
        long removed = 0;
        int slice;
        do
        {
            slice = await store.TrimEventsAsync(_retention, cancellationToken).ConfigureAwait(false);
            removed += slice;
        }
        while (slice == EventRetention.SliceSize);
        return removed;
    }

    /// <summary>The host stops: every subscription ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _reader?.Dispose();
            _reader = null;
        }
    }

    private async IAsyncEnumerable<EventFeedEntry> EnumerateAsync(int capacity, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FeedQueue queue = new(capacity);
        FeedReader reader = Join(queue);
        try
        {
            await foreach (EventFeedEntry entry in queue.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }
        finally
        {
            Leave(reader, queue);
        }
    }

    private FeedReader Join(FeedQueue queue)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _reader ??= new FeedReader(store, logger, _caches);
            _reader.Add(queue);
            return _reader;
        }
    }

    private void Leave(FeedReader reader, FeedQueue queue)
    {
        lock (_gate)
        {
            if (reader.Remove(queue))
            {
                reader.Dispose();
                _reader = ReferenceEquals(_reader, reader) ? null : _reader;
            }
        }
    }
}
