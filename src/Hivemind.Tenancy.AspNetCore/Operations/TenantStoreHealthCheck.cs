using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Reads a page of one tenant, which no cache answers.</summary>
internal sealed class TenantStoreHealthCheck(ITenantStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.ListAsync(new TenantQuery { Limit = 1 }, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy("The store answers.");
        }
        catch (TenancyStoreException e)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus, e.IsTransient ? "The store does not answer now." : "The store fails.", e);
        }
    }
}
