using Hivemind.Tenancy;

namespace TraceReplay;

/// <summary>What a job that was admitted needs to give back what it holds.</summary>
/// <param name="Context">For which tenant and user it runs.</param>
/// <param name="AllocationId">What it holds.</param>
internal readonly record struct RunningJob(TenantContext Context, string AllocationId);
