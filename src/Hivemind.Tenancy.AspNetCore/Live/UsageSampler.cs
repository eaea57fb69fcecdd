using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Looks at what followed tenants hold, with one read a second at most, while anybody follows: at all of them, or at the next thousand. It
/// runs in the execution context of no caller.
/// </summary>
internal sealed class UsageSampler(IQuotaManager quotas, TimeProvider time, ILogger<UsageSampler> logger) : IDisposable
{
    /// <summary>Between two reads.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TenantContext Reader = TenantContext.System("live", "show what tenants hold as it changes");

    private readonly object _gate = new();
    private readonly Dictionary<TenantReference, HashSet<UsageStream>> _followed = [];
    private readonly CancellationTokenSource _stop = new();
    private bool _isRunning;
    private bool _isDisposed;
    private long? _sampledAt;

    /// <summary>How many of those that are followed have been looked at in this round.</summary>
    private int _turn;

    /// <summary>Whether it looks, or will.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate)
            {
                return _isRunning;
            }
        }
    }

    public void Add(UsageStream stream)
    {
        lock (_gate)
        {
            foreach (TenantReference tenant in stream.Tenants)
            {
                if (!_followed.TryGetValue(tenant, out HashSet<UsageStream>? readers))
                {
                    _followed.Add(tenant, readers = []);
                }

                readers.Add(stream);
            }

            if (!_isRunning && !_isDisposed)
            {
                _isRunning = true;
                CancellationToken stopped = _stop.Token;
                _ = NoCaller.Run(() => Task.Run(() => RunAsync(stopped), CancellationToken.None));
            }
        }
    }

    public void Remove(UsageStream stream)
    {
        lock (_gate)
        {
            foreach (TenantReference tenant in stream.Tenants)
            {
                if (_followed.TryGetValue(tenant, out HashSet<UsageStream>? readers) && readers.Remove(stream) && readers.Count == 0)
                {
                    _followed.Remove(tenant);
                }
            }
        }
    }

    /// <summary>The host stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stopped)
    {
        while (!stopped.IsCancellationRequested)
        {
            if (_sampledAt is { } last && Interval - time.GetElapsedTime(last) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, time, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            TenantReference[] followed;
            lock (_gate)
            {
                followed = [.. _followed.Keys];
                if (followed.Length == 0)
                {
                    _isRunning = false;
                    return;
                }
            }

            _sampledAt = time.GetTimestamp();
            await SampleAsync(followed, stopped).ConfigureAwait(false);
        }
    }

    private async ValueTask SampleAsync(TenantReference[] followed, CancellationToken stopped)
    {
        try
        {
            _turn = _turn < followed.Length ? _turn : 0;
            TenantReference[] next = [.. followed.Skip(_turn).Take(TenancyLimits.PageSize)];
            _turn += next.Length;
            using (Reader.Enter())
            {
                UsageQuery query = new() { Tenants = next, Limit = TenancyLimits.PageSize };
                foreach (TenantUsage usage in await quotas.ListUsageAsync(query, stopped).ConfigureAwait(false))
                {
                    Post(usage);
                }
            }
        }
        catch (Exception e)
        {
            // Any failure, also one of a third party's store: the next second tries again.
            if (!stopped.IsCancellationRequested)
            {
                logger.SamplingFailed(e);
            }
        }
    }

    private void Post(TenantUsage usage)
    {
        TenantReference tenant = new(usage.TenantId, usage.TenantUid);
        lock (_gate)
        {
            if (_followed.TryGetValue(tenant, out HashSet<UsageStream>? readers))
            {
                foreach (UsageStream reader in readers)
                {
                    reader.Post(tenant, usage);
                }
            }
        }
    }
}
