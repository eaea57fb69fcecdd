namespace Hivemind.Tenancy.Workloads;

/// <summary>There is an app of that name already that is something else, or somebody else is changing it.</summary>
/// <param name="app">The app.</param>
/// <param name="reason">What stands against the change, in words.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class AppConflictException(AppKey app, string reason, Exception? innerException = null)
    : TenancyException($"App '{app}' cannot be changed so: {reason}", innerException)
{
    /// <summary>The app.</summary>
    public AppKey App { get; } = app;
}
