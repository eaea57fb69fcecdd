using System.Diagnostics;
using Hivemind.Tenancy;

namespace TraceReplay;

/// <summary>
/// Replays jobs as a host would run them: the job's user passes the verified door, and within that context the job's
/// resources are reserved, committed, and released at its end. What only the host may do runs in a System context.
/// </summary>
internal sealed class TraceReplayer(
    ITenantManager tenants, IAccessManager access, IQuotaManager quotas, IUsageMeter? meter, SimulatedClock clock, Func<TenantId, ResourceQuotas> quotasOf)
{
    private const string Host = "trace-replay";

    private readonly SortedDictionary<long, TenantTally> _tallies = new(UnknownLast);
    private readonly HashSet<(long Group, long User)> _members = [];
    private readonly PriorityQueue<RunningJob, TimeSpan> _running = new();
    private int _skipped;
    private long _operations;

    private static Comparer<long> UnknownLast { get; } = Comparer<long>.Create((x, y) => ((ulong)x).CompareTo((ulong)y));

    /// <param name="log">The jobs, in the order of the file.</param>
    /// <param name="onProgress">Called from time to time with how many jobs are done.</param>
    /// <param name="cancellationToken">Ends the replay early.</param>
    public async Task<ReplayReport> RunAsync(SwfLog log, Action<int>? onProgress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int done = 0;
        foreach (SwfJob job in log.Jobs.OrderBy(j => j.Submit)) // stable: the order of the file decides at equal times
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (job.HeldResources)
            {
                await ReleaseUntilAsync(job.Submit, cancellationToken);
                clock.MoveTo(job.Submit);
                await StartAsync(job, cancellationToken);
            }
            else
            {
                _skipped++;
            }

            if (++done % 1_000 == 0)
            {
                onProgress?.Invoke(done);
            }
        }

        await ReleaseUntilAsync(TimeSpan.MaxValue, cancellationToken);
        await MeasureAsync(cancellationToken);
        return Report(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private async ValueTask StartAsync(SwfJob job, CancellationToken cancellationToken)
    {
        TenantTally tenant = await TenantAsync(job.Group, cancellationToken);
        string userId = await MemberAsync(job, tenant.Id, cancellationToken);

        TenantContext context = await tenants.GetTenantContextAsync(userId, tenant.Id, cancellationToken);
        using (context.Enter())
        {
            ResourceAmounts amounts = new() { CpuCores = job.Processors, Containers = 1 };
            // The line tells jobs apart; job numbers need not.
            ReservationOptions options = new() { AllocationId = $"line-{job.Line}", Source = Host };
            ReservationResult result = await quotas.TryReserveAsync(tenant.Id, amounts, options, cancellationToken);
            _operations++;
            if (!result.IsAdmitted)
            {
                tenant.Refuse();
                return;
            }

            await using ResourceReservation reservation = result.Reservation;
            await reservation.CommitAsync(cancellationToken);
            _operations++;
            tenant.Admit(await quotas.GetUsageAsync(tenant.Id, cancellationToken));
            _running.Enqueue(new RunningJob(context, reservation.AllocationId), job.End);
        }
    }

    /// <summary>Ends the jobs whose time has come, each in its own context.</summary>
    private async ValueTask ReleaseUntilAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        while (_running.TryPeek(out RunningJob job, out TimeSpan end) && end <= time)
        {
            clock.MoveTo(end);
            using (job.Context.Enter())
            {
                await quotas.ReleaseAsync(job.Context.TenantId!.Value, job.AllocationId, cancellationToken: cancellationToken);
            }

            _operations++;
            _running.Dequeue();
        }
    }

    /// <summary>What each tenant has used, to the last core-second.</summary>
    private async ValueTask MeasureAsync(CancellationToken cancellationToken)
    {
        if (meter is null)
        {
            return;
        }

        using TenantScope scope = TenantContext.System(Host, "The statement is written.").Enter();
        foreach (TenantTally tenant in _tallies.Values)
        {
            MeterQuery all = new(DateTimeOffset.UnixEpoch, clock.GetUtcNow().AddSeconds(1)) { Tenant = tenant.Id };
            IReadOnlyList<MeteredUsage> used = await meter.MeasureAsync(all, cancellationToken);
            tenant.CoreSeconds = used.Count == 0 ? 0 : used[0][ResourceNames.Cpu].Total.ToDecimal();
        }
    }

    /// <summary>The tenant of a group, created with its first job.</summary>
    private async ValueTask<TenantTally> TenantAsync(long group, CancellationToken cancellationToken)
    {
        if (_tallies.TryGetValue(group, out TenantTally? known))
        {
            return known;
        }

        TenantId id = TenantId.Parse($"group-{Name(group)}");
        using (TenantContext.System(Host, "A group appears in the log.").Enter())
        {
            await tenants.EnsureTenantAsync(
                new TenantSpec { Id = id, Name = id.Value, OwnerId = Host, ResourceQuotas = quotasOf(id) }, cancellationToken);
            await tenants.UpdateResourceQuotasAsync(id, quotasOf(id), cancellationToken); // one that was there may have others
        }

        return _tallies[group] = new TenantTally(id);
    }

    /// <summary>The user of a job, let in with the first job in a tenant.</summary>
    private async ValueTask<string> MemberAsync(SwfJob job, TenantId tenantId, CancellationToken cancellationToken)
    {
        string userId = $"user-{Name(job.User)}";
        if (_members.Add((job.Group, job.User)))
        {
            using (TenantContext.System(Host, "A user appears in a group.").Enter())
            {
                RoleBinding binding = new(RoleSubject.User(userId), BuiltInRoles.TenantOperator.Id, PermissionScope.Tenant(tenantId));
                await access.BindRoleAsync(binding, cancellationToken);
            }
        }

        return userId;
    }

    private static string Name(long number) => number < 0 ? "unknown" : $"{number}";

    private ReplayReport Report(double elapsedSeconds) => new(
        new ReplayTotals(_tallies.Values.Sum(t => t.Admitted), _tallies.Values.Sum(t => t.Refused), _skipped, Malformed: null),
        _tallies.Values.ToDictionary(t => t.Id.Value),
        elapsedSeconds,
        elapsedSeconds > 0 ? _operations / elapsedSeconds : 0);
}
