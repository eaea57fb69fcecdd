using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace PlatformHost;

/// <summary>How often a tenant may ask.</summary>
internal static class RateLimits
{
    /// <summary>The policy's name.</summary>
    public const string PerTenant = "per-tenant";

    /// <summary>Requests of one tenant in a minute.</summary>
    public const int RequestsPerMinute = 100;

    public static void AddRateLimits(this IServiceCollection services) => services.AddRateLimiter(limits => limits.AddTenantPolicy(
        PerTenant,
        (_, _) => RateLimitPartition.GetFixedWindowLimiter(
            PerTenant, _ => new FixedWindowRateLimiterOptions { PermitLimit = RequestsPerMinute, Window = TimeSpan.FromMinutes(1) })));
}
