namespace Hivemind.Tenancy.Workloads;

/// <summary>An app that runs against its tenant's isolation level.</summary>
/// <param name="App">The app.</param>
/// <param name="Aspect">What it violates.</param>
/// <param name="Reason">How, in words.</param>
public sealed record AppViolation(AppKey App, IsolationAspect Aspect, string Reason);
