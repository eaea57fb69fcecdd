namespace Hivemind.Tenancy.Workloads;

/// <summary>There is an app of that name already that is something else, or somebody else is changing it, or has changed it since it was seen.</summary>
/// <param name="app">The app.</param>
/// <param name="reason">What stands against the change, in words.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class AppConflictException(AppKey app, string reason, Exception? innerException = null)
    : TenancyException($"App '{app}' cannot be changed so: {reason}", innerException)
{
    /// <summary>The app.</summary>
    public AppKey App { get; } = app;

    /// <summary>The version that the app is at, where the caller expected another, and nothing was changed; null where something else stands against the change.</summary>
    public AppVersion? ActualVersion { get; init; }
}
