using System.Threading.Channels;

namespace Hivemind.Tenancy;

/// <summary>What waits for one subscriber. Written by one at a time; when it is full, all that waits becomes one entry that says so.</summary>
internal sealed class FeedQueue(int capacity)
{
    private readonly Channel<EventFeedEntry> _entries = Channel.CreateBounded<EventFeedEntry>(capacity);

    public void Add(EventFeedEntry entry)
    {
        if (_entries.Writer.TryWrite(entry))
        {
            return;
        }

        while (_entries.Reader.TryRead(out _))
        {
            // The subscriber may take one at the same time, which comes before what is dropped.
        }

        _entries.Writer.TryWrite(EventFeedEntry.LostTrack(entry.Sequence));
    }

    public void Complete() => _entries.Writer.TryComplete();

    public IAsyncEnumerable<EventFeedEntry> ReadAllAsync(CancellationToken cancellationToken) => _entries.Reader.ReadAllAsync(cancellationToken);
}
