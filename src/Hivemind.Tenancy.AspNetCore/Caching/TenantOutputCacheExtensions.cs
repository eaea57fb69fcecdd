using Hivemind.Tenancy.AspNetCore;
using Microsoft.AspNetCore.OutputCaching;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Output caching by tenant.</summary>
public static class TenantOutputCacheExtensions
{
    /// <summary>
    /// Has the answers to a tenant's signed-in users cached, which output caching does not do by itself: for each tenant, by
    /// <see cref="Hivemind.Tenancy.Tenant.Uid"/>, and for each user. They end with every event about the tenant's access, its status or the
    /// tenant itself, as soon as the log's feed brings it; entries carry <see cref="TenantCacheTags.Of"/>. Without a tenant, and while the
    /// feed is not there, nothing is cached. Call <c>UseOutputCache</c> after <c>UseHivemindTenancy</c> and <c>UseAuthorization</c>: any other
    /// order is an <see cref="InvalidOperationException"/> at the first request.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="shareAmongUsers">
    /// Whether a tenant's users share answers: only where what is answered depends neither on the user nor on what the user may do beyond
    /// what the endpoint asks for.
    /// </param>
    public static OutputCachePolicyBuilder VaryByTenant(this OutputCachePolicyBuilder policy, bool shareAmongUsers = false)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return shareAmongUsers ? policy.AddPolicy<TenantCachePolicy.Shared>() : policy.AddPolicy<TenantCachePolicy>();
    }
}
