using Hivemind.Tenancy.Docker;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The health of Docker engines.</summary>
public static class DockerHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the nodes that <c>UseDocker</c> names. Each is asked now; one that does not answer is a failure. Degraded where the
    /// self-test of a node found something that is not kept apart, or has not run yet although <see cref="DockerOptions.ProbeImage"/> is set.
    /// The data say which check of which node.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What it reports when a node does not answer; <see cref="HealthStatus.Unhealthy"/> unless set.</param>
    /// <param name="tags">The check's tags.</param>
    /// <param name="timeout">How long the check may take; unless set, <see cref="DockerOptions.AnswerLimit"/> is what each node may take.</param>
    public static IHealthChecksBuilder AddHivemindTenancyDocker(
        this IHealthChecksBuilder builder,
        string name = "hivemind_tenancy_docker",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<DockerHealthCheck>(name, failureStatus, tags ?? [], timeout ?? Timeout.InfiniteTimeSpan);
    }
}
