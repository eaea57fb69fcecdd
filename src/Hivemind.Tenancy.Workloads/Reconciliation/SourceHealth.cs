namespace Hivemind.Tenancy.Workloads;

/// <summary>How a source was found when it was reconciled last.</summary>
/// <param name="Source">The source.</param>
/// <param name="IsHealthy">Whether it answered.</param>
/// <param name="At">When.</param>
/// <param name="Error">Why it did not, in words; null when it did.</param>
public sealed record SourceHealth(string Source, bool IsHealthy, DateTimeOffset At, string? Error = null);
