using System.Runtime.CompilerServices;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Listens to the engine while anybody follows apps, and looks at those of a tenant when it says that they may have changed: at once, and
/// again no sooner than the <see cref="Interval"/>. A source that does not answer holds up none of the others: the next round goes without it
/// until its look has ended. It runs in the execution context of no caller.
/// </summary>
internal sealed class AppSampler(IWorkloadEngine engine, TimeProvider time, ILogger<AppSampler> logger) : IDisposable
{
    /// <summary>Between two looks at the apps of one tenant, and between two attempts to watch.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly EngineInquiry _inquiry = new(engine, time, logger);
    private readonly object _gate = new();
    private readonly Dictionary<TenantReference, SampledApps> _followed = [];
    private CancellationTokenSource? _running;
    private bool _isWatching;
    private bool _isDisposed;

    /// <summary>Whether the engine is watched.</summary>
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

    public void Add(AppStream reader)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            if (_running is null)
            {
                _running = new CancellationTokenSource();
                CancellationToken stopped = _running.Token;
                _ = Start(() => WatchAsync(stopped));
            }

            if (!_followed.TryGetValue(reader.Tenant, out SampledApps? apps))
            {
                apps = new SampledApps(reader.Tenant);
                _followed.Add(reader.Tenant, apps);
                CancellationToken stopped = _running.Token;
                _ = Start(() => RunAsync(apps, stopped));
                if (_isWatching)
                {
                    apps.MarkDue(null);
                }
            }

            apps.Readers.Add(reader);
            if (apps.HasBegun)
            {
                reader.Post([]);
            }
        }
    }

    public void Remove(AppStream reader)
    {
        lock (_gate)
        {
            if (_followed.TryGetValue(reader.Tenant, out SampledApps? apps) && apps.Readers.Remove(reader) && apps.Readers.Count == 0)
            {
                apps.Wake();
            }
        }
    }

    /// <summary>The host stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Stop();
        }
    }

    private static Task Start(Func<Task> work) => NoCaller.Run(() => Task.Run(work, CancellationToken.None));

    private void Stop()
    {
        if (_running is { } running)
        {
            _running = null;
            _ = _inquiry.EndAsync(running);
        }

        _isWatching = false;
        _followed.Clear();
    }

    /// <summary>Hands on what the engine says. All is due once the watch has begun, so that nothing is missed before, and again when it has ended, however it did.</summary>
    private async Task WatchAsync(CancellationToken stopped)
    {
        string? cursor = null;
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                IAsyncEnumerator<EngineChange> changes = engine.WatchAsync(cursor, stopped).GetAsyncEnumerator(stopped);
                await using ConfiguredAsyncDisposable disposal = changes.ConfigureAwait(false);
                ValueTask<bool> next = changes.MoveNextAsync();
                MarkAllDue(stopped);
                while (await next.ConfigureAwait(false))
                {
                    cursor = changes.Current.Cursor;
                    MarkDue(changes.Current.Tenant, changes.Current.Source, stopped);
                    next = changes.MoveNextAsync();
                }
            }
            catch (Exception e)
            {
                if (stopped.IsCancellationRequested)
                {
                    return;
                }

                logger.EngineWatchFailed(e);
            }

            MarkAllDue(stopped);
            await Task.Delay(Interval, time, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Everything that is followed has to be looked at, at every source.</summary>
    private void MarkAllDue(CancellationToken stopped) => MarkDue(null, null, stopped);

    /// <summary>What is followed has to be looked at.</summary>
    /// <param name="changed">Whose apps; null for everyone's.</param>
    /// <param name="source">At which source; null for all.</param>
    /// <param name="stopped">When it is, nothing is due any more.</param>
    private void MarkDue(TenantReference? changed, string? source, CancellationToken stopped)
    {
        lock (_gate)
        {
            if (stopped.IsCancellationRequested)
            {
                return;
            }

            _isWatching = true;
            if (changed is not { } tenant)
            {
                foreach (SampledApps apps in _followed.Values)
                {
                    apps.MarkDue(source);
                }
            }
            else if (_followed.TryGetValue(tenant, out SampledApps? apps))
            {
                apps.MarkDue(source);
            }
        }
    }

    /// <summary>Looks at one tenant's apps, until nobody follows them.</summary>
    private async Task RunAsync(SampledApps apps, CancellationToken stopped)
    {
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                await apps.WaitAsync(stopped).ConfigureAwait(false);
                if (TryForget(apps, stopped))
                {
                    return;
                }

                Task looks = LookAtDue(apps, engine.Sources, stopped);
                if (!apps.HasBegun)
                {
                    await looks.WaitAsync(LiveDoor.LongestLook, time, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    Begin(apps);
                }
            }
            catch (Exception e)
            {
                if (stopped.IsCancellationRequested)
                {
                    return;
                }

                logger.EngineSourcesFailed(apps.Tenant.Id, e);
                lock (_gate)
                {
                    apps.MarkDue(null);
                }
            }

            await Task.Delay(Interval, time, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether nobody follows them any more.</summary>
    private bool TryForget(SampledApps apps, CancellationToken stopped)
    {
        lock (_gate)
        {
            if (!stopped.IsCancellationRequested && apps.Readers.Count == 0)
            {
                _followed.Remove(apps.Tenant);
                if (_followed.Count == 0)
                {
                    Stop();
                }

                return true;
            }

            return stopped.IsCancellationRequested;
        }
    }

    private Task LookAtDue(SampledApps apps, IReadOnlyCollection<string> all, CancellationToken stopped)
    {
        lock (_gate)
        {
            return Task.WhenAll(apps.TakeDue(all).Select(source => Start(() => LookAsync(apps, source, stopped))));
        }
    }

    private async Task LookAsync(SampledApps apps, string source, CancellationToken stopped)
    {
        try
        {
            EngineListing listing = await _inquiry.ListAsync(source, apps.Tenant, stopped).ConfigureAwait(false);
            lock (_gate)
            {
                IReadOnlyCollection<AppKey> changed = apps.Take(source, listing);
                Post(apps, changed);
            }
        }
        catch (Exception e)
        {
            // Any failure, also one of a third party's engine: it is asked again.
            if (!stopped.IsCancellationRequested)
            {
                logger.AppSamplingFailed(source, apps.Tenant.Id, e);
                lock (_gate)
                {
                    apps.MarkDue(source);
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                apps.End(source);
            }
        }
    }

    /// <summary>All sources have been asked: from here on changes are reported.</summary>
    private void Begin(SampledApps apps)
    {
        lock (_gate)
        {
            apps.HasBegun = true;
            Post(apps, []);
        }
    }

    private static void Post(SampledApps apps, IReadOnlyCollection<AppKey> changed)
    {
        if (apps.HasBegun)
        {
            foreach (AppStream reader in apps.Readers)
            {
                reader.Post(changed);
            }
        }
    }
}
