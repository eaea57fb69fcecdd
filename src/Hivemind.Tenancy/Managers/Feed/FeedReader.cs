using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>
/// Follows the log for all subscribers of this host, from the first that joins until it is disposed of, in the execution context of none.
/// It waits in real time, whatever clock the host injects: what it waits for are other processes.
/// </summary>
internal sealed class FeedReader : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ITenantStore _store;
    private readonly TenancyLogger _logger;
    private readonly ITenancyCache[] _caches;
    private readonly object _gate = new();
    private readonly List<FeedQueue> _queues = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopped;

    /// <summary>The last number delivered; null until the reader knows where the log stands.</summary>
    private long? _position;

    public FeedReader(ITenantStore store, TenancyLogger logger, ITenancyCache[] caches)
    {
        _store = store;
        _logger = logger;
        _caches = caches;
        _stopped = _stop.Token;
        _ = NoCaller.Run(() => Task.Run(RunAsync));
    }

    public void Add(FeedQueue queue)
    {
        lock (_gate)
        {
            _queues.Add(queue);
            if (_position is { } position)
            {
                queue.Add(EventFeedEntry.LostTrack(position));
            }
        }
    }

    /// <summary>Whether it was the last.</summary>
    public bool Remove(FeedQueue queue)
    {
        lock (_gate)
        {
            return _queues.Remove(queue) && _queues.Count == 0;
        }
    }

    /// <summary>Stops, and ends every subscription; harmless when it did so already. Not called twice at the same time.</summary>
    public void Dispose()
    {
        if (_stopped.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        _stop.Dispose();
        lock (_gate)
        {
            _queues.ForEach(q => q.Complete());
        }
    }

    private async Task RunAsync()
    {
        TimeSpan pause = FirstPause;
        bool isFailing = false;
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                await StepAsync().ConfigureAwait(false);
                if (isFailing)
                {
                    _logger.Log.FeedResumed();
                }

                (pause, isFailing) = (FirstPause, false);
            }
            catch (Exception) when (_stopped.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Any failure, also one of a third party's store: the next attempt may succeed, and goes on from the same position.
                if (!isFailing)
                {
                    _logger.Log.FeedFailed(e);
                }

                isFailing = true;
                await Task.Delay(pause, TimeProvider.System, _stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async ValueTask StepAsync()
    {
        if (_position is not { } position)
        {
            EventPage end = await _store.ReadEventsAsync(new EventQuery { NewestFirst = true, Limit = 1 }, _stopped).ConfigureAwait(false);
            LoseTrack(end.NewestSequence);
            return;
        }

        await _store.WaitForEventsAsync(position, _stopped).ConfigureAwait(false);
        EventPage page = await _store.ReadEventsAsync(new EventQuery { After = position, Limit = TenancyLimits.PageSize }, _stopped).ConfigureAwait(false);

        // A log that ends before what was read was restored from a backup.
        if (page.IsTrimmed || page.NewestSequence < position)
        {
            LoseTrack(page.NewestSequence);
        }
        else
        {
            Deliver(page.Events);
        }
    }

    private void LoseTrack(long position)
    {
        lock (_gate)
        {
            Deliver(EventFeedEntry.LostTrack(position));
            _position = position;
        }
    }

    private void Deliver(IReadOnlyList<TenancyEvent> events)
    {
        lock (_gate)
        {
            foreach (TenancyEvent tenancyEvent in events)
            {
                EventFeedEntry entry = new(tenancyEvent);
                Deliver(entry);
                _position = entry.Sequence;
            }
        }
    }

    /// <summary>Caches first: a subscriber asks what is true now.</summary>
    private void Deliver(EventFeedEntry entry)
    {
        Array.ForEach(_caches, c => c.Forget(entry));
        _queues.ForEach(q => q.Add(entry));
    }
}
