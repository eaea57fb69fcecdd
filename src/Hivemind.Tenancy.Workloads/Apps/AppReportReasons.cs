namespace Hivemind.Tenancy.Workloads;

/// <summary>What apps have to tell their tenant: the <see cref="WorkloadReported.Reason"/> of events about <c>app/namespace/name</c>.</summary>
public static class AppReportReasons
{
    /// <summary>A deployment, a redeployment, scaling or starting failed, or was left unfinished by a host that stopped and has been taken back.</summary>
    public const string DeploymentFailed = nameof(DeploymentFailed);

    /// <summary>Stopping failed: the app may run on.</summary>
    public const string StopFailed = nameof(StopFailed);

    /// <summary>A job failed more often than it may, or ran longer.</summary>
    public const string JobFailed = nameof(JobFailed);

    /// <summary>A replica was ended because it used more memory than it may.</summary>
    public const string OutOfMemory = nameof(OutOfMemory);

    /// <summary>The tenant was resumed, and its isolation does not let the app run.</summary>
    public const string StaysSuspended = nameof(StaysSuspended);
}
