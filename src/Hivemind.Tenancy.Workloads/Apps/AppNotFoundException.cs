namespace Hivemind.Tenancy.Workloads;

/// <summary>The tenant has no such app.</summary>
/// <param name="app">The app.</param>
public sealed class AppNotFoundException(AppKey app) : TenancyException($"There is no app '{app}'.")
{
    /// <summary>The app.</summary>
    public AppKey App { get; } = app;
}
