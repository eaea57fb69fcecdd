using System.Globalization;

namespace Hivemind.Tenancy.Workloads;

/// <summary>One app of the engine in memory: what is wanted, and how its replicas follow. Every member is called under the engine's lock.</summary>
internal sealed class MemoryApp(DesiredApp desired, Node node)
{
    private readonly List<MemoryReplica> _replicas = [];
    private readonly List<AppLogLine> _lines = [];
    private int _starts;
    private DateTimeOffset _runsSince;
    private DateTimeOffset? _outOfMemoryAt;
    private JobOutcome? _outcome;

    public DesiredApp Desired { get; private set; } = desired;

    /// <summary>Why replicas that start now do not run; null when they do.</summary>
    public string? Waiting { get; set; }

    public IReadOnlyList<AppLogLine> Lines => _lines;

    public int Running => _replicas.Count(r => r.State != ReplicaState.Exited);

    /// <summary>Whether replicas of it were told to end and have not.</summary>
    public bool IsEnding => NextEnd is not null;

    /// <summary>When the first of what ends has ended; null while nothing ends.</summary>
    public DateTimeOffset? NextEnd => _replicas.Min(r => r.EndsAt);

    public EngineApp View => new(Desired, EquatableList<EngineReplica>.Of(_replicas.Select(r => new EngineReplica(r.Id, r.State, IsCurrent(r), r.Since)
    {
        Amounts = r.Made.Spec.OneReplica,
        Shared = r.Made.Spec.Shared,
        Node = node,
        ExitCode = r.ExitCode,
        OutOfMemoryAt = r.OutOfMemoryAt,
        Reason = r.Reason,
    })))
    {
        Outcome = _outcome,
    };

    /// <summary>What is wanted from now on. A job that has ended, or was stopped, begins anew by it.</summary>
    public void Want(DesiredApp next)
    {
        if (next.Replaces(Desired) || (Desired.IsStopped && !next.IsStopped))
        {
            _outcome = null;
            _starts = 0;
        }

        Desired = next;
    }

    /// <summary>Starts and stops what has to be, one after the other where replicas are replaced.</summary>
    public void Converge(DateTimeOffset now, bool isReadyAtOnce, bool jobsEndAtOnce, TimeSpan stopTime)
    {
        int wanted = _outcome is null ? Desired.RunningReplicas : 0;
        if (wanted == 0 && _outcome is null)
        {
            StopAll(now, stopTime);
        }

        while (wanted > 0)
        {
            List<MemoryReplica> current = [.. _replicas.Where(IsCurrent)];
            List<MemoryReplica> former = [.. _replicas.Where(r => !IsCurrent(r) && r.EndsAt is null)];
            foreach (MemoryReplica extra in current.Skip(wanted))
            {
                Stop(extra, now, stopTime);
            }

            int ready = current.Take(wanted).Count(r => r.State == ReplicaState.Ready);
            foreach (MemoryReplica replaced in former.Take(ready + former.Count - wanted))
            {
                Stop(replaced, now, stopTime);
            }

            // What still ends takes the place of others.
            int most = Math.Max(wanted, _replicas.Count(r => !IsCurrent(r))) + (former.Count > 0 ? 1 : 0);
            bool mayStart = current.Count < wanted && _replicas.Count < most && (former.Count == 0 || ready == current.Count);
            if (!mayStart)
            {
                return;
            }

            Start(now, isReadyAtOnce);
            if (Desired.Spec.Job is not null && jobsEndAtOnce && Waiting is null)
            {
                End(_replicas[^1], 0, "It has done its work.", now);
                return;
            }
        }
    }

    /// <summary>Everything of it is told to end.</summary>
    public void StopAll(DateTimeOffset now, TimeSpan stopTime)
    {
        foreach (MemoryReplica replica in _replicas.ToArray())
        {
            Stop(replica, now, stopTime);
        }
    }

    /// <summary>What was told to end so long ago has ended.</summary>
    /// <returns>Whether anything has.</returns>
    public bool Sweep(DateTimeOffset now) => _replicas.RemoveAll(r => r.EndsAt <= now) > 0;

    /// <summary>What still ends of one that had its key is among its replicas.</summary>
    public void TakeOver(MemoryApp former) => _replicas.AddRange(former._replicas);

    /// <summary>A process ends.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Exit(string? replicaId, int exitCode, string? reason, bool isOutOfMemory, DateTimeOffset now)
    {
        MemoryReplica? replica = _replicas.FirstOrDefault(r => r.State != ReplicaState.Exited && r.EndsAt is null && (replicaId is null || r.Id == replicaId));
        if (replica is not null)
        {
            replica.OutOfMemoryAt = isOutOfMemory ? now : replica.OutOfMemoryAt;
            _outOfMemoryAt = replica.OutOfMemoryAt;
            End(replica, exitCode, reason, now);
        }

        return replica is not null;
    }

    /// <summary>What runs becomes ready.</summary>
    public void MakeReady(DateTimeOffset now)
    {
        foreach (MemoryReplica running in _replicas.Where(r => r.State == ReplicaState.Running && r.EndsAt is null))
        {
            running.State = ReplicaState.Ready;
            running.Since = now;
        }
    }

    /// <summary>A job that has run longer than it may fails.</summary>
    /// <returns>Whether it did now.</returns>
    public bool Expire(DateTimeOffset now)
    {
        if (Desired.Spec.Job is not { } job || _outcome is not null || _replicas.Count == 0 || now - _runsSince < job.Deadline)
        {
            return false;
        }

        Settle(JobOutcome.Failed, null, string.Create(CultureInfo.InvariantCulture, $"It ran longer than its deadline of {job.Deadline.TotalSeconds} s."), now);
        return true;
    }

    public void Write(string replica, string text, bool isError, DateTimeOffset now) => _lines.Add(new AppLogLine(replica, now, text, isError));

    private bool IsCurrent(MemoryReplica replica) => replica.EndsAt is null && !replica.Made.Replaces(Desired);

    private void Stop(MemoryReplica replica, DateTimeOffset now, TimeSpan stopTime)
    {
        if (stopTime == TimeSpan.Zero || replica.State == ReplicaState.Exited)
        {
            _replicas.Remove(replica);
        }
        else
        {
            replica.EndsAt ??= now + stopTime;
        }
    }

    private void Start(DateTimeOffset now, bool isReady)
    {
        ReplicaState state = Waiting is not null ? ReplicaState.Pending : isReady ? ReplicaState.Ready : ReplicaState.Running;
        _replicas.Add(new MemoryReplica(Guid.NewGuid().ToString("N"), Desired) { State = state, Since = now, Reason = Waiting, OutOfMemoryAt = _outOfMemoryAt });
        _outOfMemoryAt = null;
        if (_starts++ == 0)
        {
            _runsSince = now;
        }
    }

    private void End(MemoryReplica replica, int exitCode, string? reason, DateTimeOffset now)
    {
        replica.State = ReplicaState.Exited;
        replica.Since = now;
        replica.ExitCode = exitCode;
        replica.Reason = reason;
        if (Desired.Spec.Job is { } job)
        {
            if (exitCode == 0 || _starts > job.Retries)
            {
                Settle(exitCode == 0 ? JobOutcome.Succeeded : JobOutcome.Failed, exitCode, reason, now);
            }
            else
            {
                _replicas.Remove(replica);
            }
        }
        else if (Desired.Spec.Restart == RestartPolicy.Always || (Desired.Spec.Restart == RestartPolicy.OnFailure && exitCode != 0))
        {
            _replicas.Remove(replica);
        }
    }

    private void Settle(JobOutcome outcome, int? exitCode, string? reason, DateTimeOffset now)
    {
        _outcome = outcome;
        foreach (MemoryReplica replica in _replicas.Where(r => r.EndsAt is null))
        {
            replica.State = ReplicaState.Exited;
            replica.Since = now;
            replica.ExitCode ??= exitCode;
            replica.Reason ??= reason;
        }
    }

    private sealed class MemoryReplica(string id, DesiredApp made)
    {
        public string Id { get; } = id;

        public DesiredApp Made { get; } = made;

        public ReplicaState State { get; set; }

        public DateTimeOffset Since { get; set; }

        /// <summary>When it will have ended; null while it was not told to.</summary>
        public DateTimeOffset? EndsAt { get; set; }

        public int? ExitCode { get; set; }

        public DateTimeOffset? OutOfMemoryAt { get; set; }

        public string? Reason { get; set; }
    }
}
