using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Hivemind.Tenancy.Docker;

/// <summary>Whether every node answers now, and keeps apart what it was found to keep apart when it was tried.</summary>
internal sealed class DockerHealthCheck(DockerWorkloadEngine engine) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        IReadOnlyDictionary<string, string?> faults = await engine.FindFaultsAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, object> data = faults.ToDictionary(f => f.Key, object (f) => f.Value ?? "It does not answer.", StringComparer.Ordinal);
        if (faults.Where(f => f.Value is null).Select(f => $"'{f.Key}'").ToArray() is { Length: > 0 } silent)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"These nodes do not answer: {string.Join(", ", silent)}.", data: data);
        }

        return faults.Count > 0
            ? HealthCheckResult.Degraded("Some nodes do not keep apart what they should.", data: data)
            : HealthCheckResult.Healthy("Every node answers.");
    }
}
