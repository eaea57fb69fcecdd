using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What ends a request about apps on a page that says why.</summary>
internal static class AppErrors
{
    /// <summary>There is no such app for this user.</summary>
    public static DashboardException NoApp() => new(StatusCodes.Status404NotFound, new ErrorText(
        "There is no such app.", "It may have been removed, or the address is mistyped. The tenant's list of apps shows what there is."));

    /// <summary>The platform that runs the apps does not answer.</summary>
    public static DashboardException Silent(WorkloadEngineException cause) => new(StatusCodes.Status503ServiceUnavailable, new ErrorText(
        "What runs the apps does not answer right now.", "Nothing was changed by looking, and apps run on meanwhile. Load the page again in a moment.")
    { Detail = LogText.Harmless(cause.Message, 500) });

    /// <summary>The apps of this host.</summary>
    /// <exception cref="DashboardException">It runs none.</exception>
    public static IAppManager AppsOf(DashboardCall call) => call.Apps ?? throw new DashboardException(StatusCodes.Status404NotFound, ErrorText.NoPage);
}
