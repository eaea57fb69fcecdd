using Hivemind.Tenancy.AspNetCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The health of tenancy.</summary>
public static class TenancyHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that the store of tenants answers. It asks the store, past any cache.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What it reports when the store does not answer; <see cref="HealthStatus.Unhealthy"/> unless set.</param>
    /// <param name="tags">The check's tags.</param>
    /// <param name="timeout">How long the store may take; unlimited unless set.</param>
    public static IHealthChecksBuilder AddHivemindTenancy(
        this IHealthChecksBuilder builder,
        string name = "hivemind_tenancy",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<TenantStoreHealthCheck>(name, failureStatus, tags ?? [], timeout ?? Timeout.InfiniteTimeSpan);
    }
}
