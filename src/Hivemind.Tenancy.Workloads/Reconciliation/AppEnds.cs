namespace Hivemind.Tenancy.Workloads;

/// <summary>Tells tenants of what ended while nobody waited for it. In a System context, by one caller at a time.</summary>
internal sealed class AppEnds(ITenantManager tenants, AppReporter reporter, TimeProvider time)
{
    /// <summary>What ended longer ago is not told any more: a host that starts may find what another has told long since.</summary>
    private static readonly TimeSpan News = TimeSpan.FromHours(1);

    /// <summary>What this host knows to be told, by source and tenant.</summary>
    private readonly Dictionary<(string Source, TenantUid Tenant), HashSet<(AppKey App, DateTimeOffset At)>> _told = [];

    /// <summary>Tells what a listing shows.</summary>
    /// <param name="source">The source.</param>
    /// <param name="tenant">The tenant, with its uid.</param>
    /// <param name="listing">What the source has of it.</param>
    /// <param name="freed">What was held until now: a job that is among it has ended since, and over all hosts is so once.</param>
    /// <param name="cancellationToken">Cancels between two reports.</param>
    public async ValueTask TellAsync(
        string source, TenantReference tenant, EngineListing listing, IReadOnlyList<string> freed, CancellationToken cancellationToken)
    {
        foreach (EngineApp job in listing.Apps.Where(a => a.Outcome == JobOutcome.Failed && freed.Contains(a.Desired.Key.AllocationId, StringComparer.Ordinal)))
        {
            await reporter.JobFailedAsync(job.Desired.Key, job.Replicas).ConfigureAwait(false);
        }

        HashSet<(AppKey App, DateTimeOffset At)> known = _told.GetValueOrDefault((source, tenant.Uid!.Value)) ?? [];
        HashSet<(AppKey App, DateTimeOffset At)> told = [];
        foreach ((AppKey app, DateTimeOffset? at) in listing.Apps.SelectMany(a => a.Replicas, (a, r) => (a.Desired.Key, r.OutOfMemoryAt)))
        {
            if (at is { } ended && (known.Contains((app, ended)) || await TellAsync(app, ended, cancellationToken).ConfigureAwait(false)))
            {
                told.Add((app, ended));
            }
        }

        _told.Remove((source, tenant.Uid.Value));
        if (told.Count > 0)
        {
            _told.Add((source, tenant.Uid.Value), told);
        }
    }

    /// <summary>Unless another host, or this one before it was started anew, has told it.</summary>
    private async ValueTask<bool> TellAsync(AppKey app, DateTimeOffset endedAt, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - endedAt > News)
        {
            return true;
        }

        string text = $"A replica of app '{app}' was ended at {endedAt.UtcDateTime:O}: it used more memory than it may.";
        EventQuery query = new() { Tenant = app.Tenant, Kinds = [nameof(WorkloadReported)], NewestFirst = true };
        EventPage latest = await tenants.ReadEventsAsync(query, cancellationToken).ConfigureAwait(false);
        return latest.Events.OfType<WorkloadReported>().Any(e => e.Subject == app.AllocationId && e.Message == text)
            || await reporter.TellAsync(app, AppReportReasons.OutOfMemory, text).ConfigureAwait(false);
    }
}
