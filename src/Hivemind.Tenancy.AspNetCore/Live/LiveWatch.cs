using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Follows the feed for all live connections, judges them again when an event may have cost them their access, and every <see cref="Round"/>
/// or by what is known of their bindings, and ends those that do not pass, running streams with them. It runs, in the execution context of
/// no caller, while there are connections and up to a round longer. When the host stops, which would otherwise wait for them, it ends them all.
/// </summary>
internal sealed class LiveWatch(
    LiveRegistry registry, LiveDoor door, ITenancyEventFeed feed, TimeProvider time, ILogger<LiveWatch> logger, IServiceProvider services) : IDisposable
{
    /// <summary>
    /// How often those are judged of whom nothing says when they lose it, whatever happened: a binding may have ended by time. Of the others
    /// one that was last judged so long ago is judged each <see cref="Tick"/>, however many there are: a provider may be changed by others.
    /// </summary>
    public static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    /// <summary>How long connections go on while nobody can say whether they may.</summary>
    public static readonly TimeSpan LongestUnjudged = TimeSpan.FromMinutes(2);

    /// <summary>How often it is tried again what could not be found out.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    /// <summary>How many are judged at a time.</summary>
    private const int Judges = 8;

    private readonly object _gate = new();
    private readonly CancellationToken _stopping = services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
    private CancellationTokenRegistration? _atStop;
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
    public LiveGuest Begin(LivePass pass, LiveConnection connection)
    {
        LiveGuest guest = registry.Add(pass, connection);
        connection.Ended.UnsafeRegister(_ => End(guest, connection), null);
        lock (_gate)
        {
            _atStop ??= _stopping.UnsafeRegister(static watch => ((LiveWatch)watch!).Complete(), this);
            if (_running is null && !_isDisposed)
            {
                _running = new CancellationTokenSource();
                Start(_running.Token);
            }
        }

        if (_stopping.IsCancellationRequested)
        {
            connection.End(LiveEnd.Complete);
        }

        return guest;
    }

    public void End(LiveGuest guest, LiveConnection connection) => registry.Remove(guest, [connection]);

    /// <summary>The host is gone: nothing more comes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _atStop?.Dispose();
            Stop();
        }

        Complete();
    }

    /// <summary>Ends every connection that would otherwise wait for something for ever.</summary>
    private void Complete()
    {
        foreach (LiveConnection connection in registry.All())
        {
            connection.End(LiveEnd.Complete);
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
        registry.Forget();
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
                        registry.Deliver(entry, stopped);
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
            foreach (LiveLook look in registry.Retry(LongestUnjudged))
            {
                logger.UnjudgedAborted(look.Connections.Length, look.Guest.Pass.UserId, look.Guest.Pass.Tenant?.Id, LongestUnjudged);
                Abort(look, LiveEnd.Unjudged);
            }

            registry.MarkLapsed(Round);

            if (time.GetElapsedTime(round) < Round)
            {
                continue;
            }

            round = time.GetTimestamp();
            registry.MarkDue(static pass => pass.IsJudgedInRounds);
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
        LiveLook look = await registry.NextAsync(stopped).ConfigureAwait(false);
        if (look.Connections.Length == 0)
        {
            return;
        }

        LiveVerdict verdict = await door.TryPassAsync(look.Guest.Pass, stopped).ConfigureAwait(false);
        switch (verdict.MayGoOn)
        {
            case true:
                registry.Pass(look, verdict.Lasts);
                break;
            case false:
                logger.ConnectionsAborted(look.Connections.Length, look.Guest.Pass.UserId, look.Guest.Pass.Tenant?.Id);
                Abort(look, LiveEnd.Denied);
                break;
            case null:
                // They stay due, and the next tick tries again.
                break;
        }
    }

    /// <summary>From here on nothing that is sent reaches them.</summary>
    private void Abort(in LiveLook look, LiveEnd why)
    {
        registry.Remove(look.Guest, look.Connections);
        foreach (LiveConnection connection in look.Connections)
        {
            connection.End(why);
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
