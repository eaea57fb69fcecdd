namespace Hivemind.Tenancy.ConcurrencyTests;

/// <param name="Seed">What the schedules were chosen from.</param>
/// <param name="Failure">What the first failing schedule ended in, or null.</param>
/// <param name="Trace">The steps of that schedule.</param>
internal sealed record ExplorationResult(uint Seed, string? Failure, string Trace);
