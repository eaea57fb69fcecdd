using System.Diagnostics;

namespace Hivemind.Tenancy;

/// <summary>Starts activities. Null, and free, while nobody listens.</summary>
internal static class TenancyActivities
{
    private static readonly ActivitySource Source = new(TenancyDiagnostics.ActivitySourceName);

    public static bool IsObserved => Source.HasListeners();

    public static Activity? Start(string operation, TenantId tenantId)
    {
        Activity? activity = Source.StartActivity("tenancy." + operation);
        activity?.SetTag(TenancyDiagnostics.TenantIdTag, tenantId.ToString());
        return activity;
    }

    public static void Fail(this Activity? activity, Exception exception) =>
        activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
}
