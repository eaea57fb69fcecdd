using Hivemind.Tenancy;
using TraceReplay;

namespace PlatformHost;

/// <summary>
/// Lets the groups of a workload log be tenants: what the log says of the past is done at once, with the times it had, moved so that the log's last
/// part lies ahead; that part is done as its time comes. Each job holds its cores from its start to its end, if its tenant's quota has room.
/// </summary>
internal sealed class LogReplay(ITenantManager tenants, IQuotaManager quotas, ReplayClock clock) : BackgroundService
{
    /// <summary>How much of the log lies behind us.</summary>
    private const double Past = 0.95;

    private static readonly ResourceQuotas Quotas = new() { CpuCores = 48, Containers = 40 };

    private readonly HashSet<TenantId> _known = [];
    private readonly PriorityQueue<(TenantId Tenant, string Id), DateTimeOffset> _running = new();
    private Queue<SwfJob> _ahead = new();
    private DateTimeOffset _start;

    /// <summary>Does what lies behind us. Call it before the host starts.</summary>
    public async Task RunPastAsync(string path)
    {
        SwfLog log = await SwfReader.ReadAsync(path, CancellationToken.None);
        _ahead = new Queue<SwfJob>(log.Jobs.Where(j => j.HeldResources).OrderBy(j => j.Submit));
        if (_ahead.Count == 0)
        {
            return;
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        _start = now - (_ahead.Last().Submit * Past);
        using (TenantContext.System("log-replay", "replays the past").Enter())
        {
            await AdvanceAsync(now, moveTo: clock.MoveTo);
        }

        clock.Release();
    }

    /// <summary>Goes on as time goes on.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using TenantScope scope = TenantContext.System("log-replay", "replays the log").Enter();
        using PeriodicTimer second = new(TimeSpan.FromSeconds(1));
        while (await second.WaitForNextTickAsync(stoppingToken))
        {
            await AdvanceAsync(clock.GetUtcNow(), moveTo: null);
        }
    }

    private async Task AdvanceAsync(DateTimeOffset until, Action<DateTimeOffset>? moveTo)
    {
        while (_ahead.TryPeek(out SwfJob job) && _start + job.Submit is var submit && submit <= until)
        {
            await EndAsync(submit, moveTo);
            moveTo?.Invoke(submit);
            _ahead.Dequeue();
            await TryAsync(() => BeginAsync(job));
        }

        await EndAsync(until, moveTo);
    }

    private async Task BeginAsync(SwfJob job)
    {
        TenantId tenant = TenantId.Parse(job.Group < 0 ? "group-unknown" : $"group-{job.Group}");
        if (_known.Add(tenant))
        {
            await tenants.EnsureTenantAsync(new TenantSpec { Id = tenant, Name = job.Group < 0 ? "Unknown group" : $"Research group {job.Group}", OwnerId = "alice", Namespaces = [$"{tenant}-jobs"], ResourceQuotas = Quotas });
        }

        string id = $"job-{job.Line}";
        ReservationOptions options = new() { AllocationId = id, Source = "grid", Namespace = $"{tenant}-jobs", Labels = new Dictionary<string, string> { ["user"] = $"user-{job.User}" } };
        ReservationResult result = await quotas.TryReserveAsync(tenant, new ResourceAmounts { CpuCores = job.Processors, Containers = 1 }, options);
        if (result.IsAdmitted)
        {
            await using ResourceReservation reservation = result.Reservation;
            await reservation.CommitAsync();
            _running.Enqueue((tenant, id), _start + job.End);
        }
    }

    /// <summary>A tenant that somebody has suspended or deleted in the dashboard runs no more jobs.</summary>
    private static async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (TenancyException)
        {
            // The next job.
        }
    }

    private async Task EndAsync(DateTimeOffset until, Action<DateTimeOffset>? moveTo)
    {
        while (_running.TryPeek(out (TenantId Tenant, string Id) job, out DateTimeOffset end) && end <= until)
        {
            moveTo?.Invoke(end);
            _running.Dequeue();
            await TryAsync(async () => await quotas.ReleaseAsync(job.Tenant, job.Id));
        }
    }
}
