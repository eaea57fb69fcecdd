namespace Hivemind.Tenancy;

/// <summary>A running workload that its tenant's isolation level does not allow.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Aspect">What it violates.</param>
/// <param name="Reason">How, in words.</param>
public sealed record IsolationViolation(RunningWorkload Workload, IsolationAspect Aspect, string Reason);
