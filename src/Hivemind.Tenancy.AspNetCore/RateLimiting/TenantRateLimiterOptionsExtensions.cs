using System.Threading.RateLimiting;
using Hivemind.Tenancy;
using Hivemind.Tenancy.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Rate limits by tenant.</summary>
public static class TenantRateLimiterOptionsExtensions
{
    /// <summary>
    /// Adds a policy that gives every tenant a limiter of its own, which <paramref name="partition"/> chooses. Call <c>UseRateLimiter</c> after
    /// <c>UseHivemindTenancy</c> and <c>UseAuthorization</c>. What exceeds it is answered with 429 and a problem of the type
    /// <see cref="TenancyProblemTypes.RateLimited"/>; so is a request that has no tenant.
    /// </summary>
    /// <typeparam name="TKey">The key of the host's partitions.</typeparam>
    /// <param name="options">The rate limiter's options.</param>
    /// <param name="policyName">The policy's name, for <c>RequireRateLimiting</c>.</param>
    /// <param name="partition">
    /// Chooses the limit at each request. Tenants never share a limiter: the tenant is part of the key that the host returns. Another key gives
    /// the tenant another limiter, so let it name what the limit depends on, its plan for instance. It gets the tenant as the verified door
    /// saw it at this request, so a limit that depends on its labels needs no look-up; who the user is says
    /// <see cref="TenantHttpContextExtensions.GetTenantContext"/>.
    /// </param>
    public static RateLimiterOptions AddTenantPolicy<TKey>(
        this RateLimiterOptions options, string policyName, Func<HttpContext, Tenant, RateLimitPartition<TKey>> partition)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(partition);
        return options.AddPolicy(policyName, new TenantRateLimiterPolicy<TKey>(partition));
    }
}
