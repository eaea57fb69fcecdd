using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What apps have told their tenant, one read for all of them.</summary>
internal sealed class AppReports
{
    private const int MostRead = 200;
    private const int MessageLength = 500;

    private readonly ILookup<string, EventLine> _lines;

    private AppReports(IEnumerable<WorkloadReported> reports) =>
        _lines = reports.ToLookup(r => r.Subject, r => new EventLine(r.Sequence, r.OccurredAt, LogText.Harmless(r.Message, MessageLength)), StringComparer.Ordinal);

    /// <summary>The newest; none where the user may not read events.</summary>
    public static async Task<AppReports> ReadAsync(DashboardCall call, Tenant tenant)
    {
        if (!await call.MayAsync(TenancyPermissions.ReadEvents, PermissionScope.Tenant(tenant)).ConfigureAwait(false))
        {
            return new AppReports([]);
        }

        EventPage page = await call.Tenants.ReadEventsAsync(
            new EventQuery { Tenant = tenant, Kinds = [nameof(WorkloadReported)], NewestFirst = true, Limit = MostRead }, call.Aborted).ConfigureAwait(false);
        return new AppReports(page.Events.OfType<WorkloadReported>());
    }

    /// <summary>Those about an app, the newest first.</summary>
    public IEnumerable<EventLine> About(AppKey app) => _lines[app.AllocationId];
}
