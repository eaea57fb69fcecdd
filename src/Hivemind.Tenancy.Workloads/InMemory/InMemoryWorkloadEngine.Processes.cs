using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.Workloads;

/// <content>What processes would do by themselves: become ready, end, write, and use.</content>
public sealed partial class InMemoryWorkloadEngine
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly Dictionary<string, IReadOnlyList<ReplicaUsage>> _usage = new(StringComparer.Ordinal);
    private ITimer? _sweeper;

    /// <summary>How long a replica takes to end that is stopped, by the host's time: 0 s to 1 h. 0, which is at once, unless set.</summary>
    public TimeSpan StopTime { get; set => field = AppRules.Range(value, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(StopTime)); }

    TimeSpan IWorkloadEngine.StopGrace => StopTime;

    /// <summary>The replicas of an app that run become ready; those that come after them start then.</summary>
    /// <exception cref="AppNotFoundException">There is no such app.</exception>
    public void MakeReady(AppKey key) => Do(key, app => app.MakeReady(_time.GetUtcNow()));

    /// <summary>The process of a replica ends; its restart policy, or the job's retries, say what follows.</summary>
    /// <param name="key">Which app.</param>
    /// <param name="exitCode">0 when it ended well.</param>
    /// <param name="replicaId">Which replica; null for the oldest that runs.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="isOutOfMemory">Whether it was ended because it used more memory than it may.</param>
    /// <exception cref="AppNotFoundException">There is no such app, or nothing of it runs.</exception>
    public void Exit(AppKey key, int exitCode, string? replicaId = null, string? reason = null, bool isOutOfMemory = false) => Do(key, app =>
    {
        if (!app.Exit(replicaId, exitCode, reason, isOutOfMemory, _time.GetUtcNow()))
        {
            throw new AppNotFoundException(key);
        }
    });

    /// <summary>A replica writes a line.</summary>
    /// <param name="key">Which app.</param>
    /// <param name="text">The line.</param>
    /// <param name="isError">Whether to the error stream.</param>
    /// <exception cref="AppNotFoundException">There is no such app.</exception>
    public void Write(AppKey key, string text, bool isError = false) => Do(key, app => app.Write(
        app.View.Replicas is [var first, ..] ? first.Id : string.Empty, text, isError, _time.GetUtcNow()));

    /// <summary>What the replicas of an app use from now on.</summary>
    public void SetUsage(AppKey key, IReadOnlyList<ReplicaUsage> usage)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(usage);
        lock (_gate)
        {
            _usage[IdOf(key)] = [.. usage];
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ReplicaUsage>> GetUsageAsync(AppKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        await Faults.BeginAsync(nameof(GetUsageAsync), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ReplicaUsage> usage = [];
        lock (_gate)
        {
            if (_apps.TryGetValue(IdOf(key), out MemoryApp? app))
            {
                EnsureAnswers(app.Desired.Source);
                HashSet<string> replicas = [.. app.View.Replicas.Select(r => r.Id)];
                usage = [.. _usage.GetValueOrDefault(IdOf(key), []).Where(u => replicas.Contains(u.Replica))];
            }
        }

        Faults.End(nameof(GetUsageAsync));
        return usage;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AppLogLine> ReadLogsAsync(
        AppKey key, AppLogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(query);
        await Faults.BeginAsync(nameof(ReadLogsAsync), cancellationToken).ConfigureAwait(false);
        Guid? instance = null;
        int? next = null;
        do
        {
            // Asked for before the lines are looked at, so that none falls in between.
            Task changed = _changes.Next;
            AppLogLine[] lines;
            bool hasEnded;
            lock (_gate)
            {
                if (!_apps.TryGetValue(IdOf(key), out MemoryApp? app) || (instance ?? app.Desired.Instance) != app.Desired.Instance)
                {
                    yield break;
                }

                EnsureAnswers(app.Desired.Source);
                instance = app.Desired.Instance;
                lines = [.. app.Lines.Skip(next ?? Math.Max(0, app.Lines.Count - query.Tail))];
                next = app.Lines.Count;
                hasEnded = app.View.Outcome is not null;
            }

            Faults.End(nameof(ReadLogsAsync));
            foreach (AppLogLine line in lines)
            {
                yield return line;
            }

            if (hasEnded)
            {
                yield break;
            }

            if (query.Follow)
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        while (query.Follow);
    }

    /// <summary>Sweeps when the first of what ends has ended, and again if the timer was earlier than the clock.</summary>
    private void EndLater()
    {
        if (_apps.Values.Concat(_ending.Values).Min(a => a.NextEnd) is not { } next)
        {
            return;
        }

        _sweeper ??= _time.CreateTimer(_ => SweepLater(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        TimeSpan left = next - _time.GetUtcNow();
        _sweeper.Change(left > Shortest ? left : Shortest, Timeout.InfiniteTimeSpan);
    }

    private void SweepLater()
    {
        lock (_gate)
        {
            Sweep();
            EndLater();
        }
    }

    private void Sweep()
    {
        foreach (MemoryApp app in _apps.Values.Where(a => a.Sweep(_time.GetUtcNow())).ToArray())
        {
            Converge(app);
        }

        foreach ((string id, MemoryApp app) in _ending.Where(a => a.Value.Sweep(_time.GetUtcNow())).ToArray())
        {
            if (!app.IsEnding)
            {
                _ending.Remove(id);
            }

            _changes.Add(app.Desired.Source, app.Desired.Key.Tenant);
        }
    }

    private void Do(AppKey key, Action<MemoryApp> act)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_gate)
        {
            MemoryApp app = _apps.GetValueOrDefault(IdOf(key)) ?? throw new AppNotFoundException(key);
            act(app);
            Converge(app);
        }
    }
}
