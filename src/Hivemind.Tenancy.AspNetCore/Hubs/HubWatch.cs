using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Lets live connections pass the door again when an event may have cost them their access, and every <see cref="Round"/>, and aborts those
/// that do not pass, running streams with them. It runs, in the execution context of no caller, while there are connections and up to a
/// round longer.
/// </summary>
internal sealed class HubWatch(HubRegistry registry, HubDoor door, ITenancyEventFeed feed, TimeProvider time, ILogger<HubWatch> logger) : IDisposable
{
    /// <summary>How often all are judged, whatever happened: a binding may have ended by time.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    /// <summary>How long connections go on while nobody can say whether they may.</summary>
    public static readonly TimeSpan LongestUnjudged = TimeSpan.FromMinutes(2);

    /// <summary>How often it is tried again what could not be found out.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    /// <summary>How many are judged at a time.</summary>
    private const int Judges = 8;

    private readonly object _gate = new();
    private CancellationTokenSource? _running;
    private bool _isDisposed;

    public bool IsRunning
    {
        get
        {
            lock (_gate)
            {
                return _running is not null;
            }
        }
    }

    /// <summary>Watches over a connection until it ends, or <see cref="End"/> is called.</summary>
    public HubGuest Begin(HubPass pass, HubCallerContext connection)
    {
        HubGuest guest = registry.Add(pass, connection);
        connection.ConnectionAborted.UnsafeRegister(_ => End(guest, connection), null);
        lock (_gate)
        {
            if (_running is null && !_isDisposed)
            {
                _running = new CancellationTokenSource();
                Start(_running.Token);
            }
        }

        return guest;
    }

    public void End(HubGuest guest, HubCallerContext connection) => registry.Remove(guest, [connection]);

    /// <summary>The host stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Stop();
        }
    }

    private void Start(CancellationToken stopped)
    {
        IEnumerable<Func<Task>> work = [() => FollowAsync(stopped), () => TickAsync(stopped), .. Enumerable.Repeat(() => JudgeAsync(stopped), Judges)];
        foreach (Func<Task> part in work)
        {
            _ = NoCaller.Run(() => Task.Run(part, CancellationToken.None));
        }
    }

    private void Stop()
    {
        _running?.Cancel();
        _running?.Dispose();
        _running = null;
    }

    private async Task FollowAsync(CancellationToken stopped)
    {
        bool isFollowing = true;
        while (isFollowing && !stopped.IsCancellationRequested)
        {
            isFollowing = await GuardedAsync(
                async () =>
                {
                    await foreach (EventFeedEntry entry in feed.SubscribeAsync(cancellationToken: stopped).ConfigureAwait(false))
                    {
                        if (HubConcern.Of(entry) is { } concerned)
                        {
                            registry.MarkDue(concerned);
                        }
                    }

                    // The host stops.
                    return false;
                },
                stopped).ConfigureAwait(false);
            if (isFollowing)
            {
                await Task.Delay(Tick, time, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TickAsync(CancellationToken stopped)
    {
        using PeriodicTimer timer = new(Tick, time);
        long round = time.GetTimestamp();
        while (await GuardedAsync(() => timer.WaitForNextTickAsync(stopped), stopped).ConfigureAwait(false))
        {
            foreach (HubLook look in registry.Retry(LongestUnjudged))
            {
                logger.UnjudgedAborted(look.Connections.Length, look.Guest.Pass.Claim.UserId, look.Guest.Pass.Claim.TenantId, LongestUnjudged);
                Abort(look);
            }

            if (time.GetElapsedTime(round) < Round)
            {
                continue;
            }

            round = time.GetTimestamp();
            registry.MarkDue(static _ => true);
            lock (_gate)
            {
                if (registry.IsEmpty)
                {
                    Stop();
                    return;
                }
            }
        }
    }

    private async Task JudgeAsync(CancellationToken stopped)
    {
        while (await GuardedAsync(
            async () =>
            {
                await JudgeNextAsync(stopped).ConfigureAwait(false);
                return true;
            },
            stopped).ConfigureAwait(false))
        {
            // One after the other.
        }
    }

    private async ValueTask JudgeNextAsync(CancellationToken stopped)
    {
        HubLook look = await registry.NextAsync(stopped).ConfigureAwait(false);
        if (look.Connections.Length == 0)
        {
            return;
        }

        switch (await door.TryPassAsync(look.Guest.Pass, stopped).ConfigureAwait(false))
        {
            case true:
                registry.Pass(look);
                break;
            case false:
                logger.ConnectionsAborted(look.Connections.Length, look.Guest.Pass.Claim.UserId, look.Guest.Pass.Claim.TenantId);
                Abort(look);
                break;
            case null:
                // They stay due, and the next tick tries again.
                break;
        }
    }

    /// <summary>From here on nothing that is sent reaches them.</summary>
    private void Abort(in HubLook look)
    {
        registry.Remove(look.Guest, look.Connections);
        foreach (HubCallerContext connection in look.Connections)
        {
            connection.Abort();
        }
    }

    /// <summary>A step whose failure does not end the watch; false when it is stopped.</summary>
    private async ValueTask<bool> GuardedAsync(Func<ValueTask<bool>> step, CancellationToken stopped)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (Exception) when (stopped.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            logger.WatchFailed(e);
            return true;
        }
    }
}
