using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Puts the tenant into the key of the host's partitions.</summary>
internal sealed class TenantRateLimiterPolicy<TKey>(Func<HttpContext, Tenant, RateLimitPartition<TKey>> partition)
    : IRateLimiterPolicy<TenantPartitionKey<TKey>>
    where TKey : notnull
{
    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected { get; } = AnswerAsync;

    public RateLimitPartition<TenantPartitionKey<TKey>> GetPartition(HttpContext httpContext)
    {
        if (httpContext.GetTenant() is not { } tenant)
        {
            return RateLimitPartition.Get(default(TenantPartitionKey<TKey>), _ => (RateLimiter)new NoPermits());
        }

        RateLimitPartition<TKey> chosen = partition(httpContext, tenant);
        return RateLimitPartition.Get(
            new TenantPartitionKey<TKey>(tenant, chosen.PartitionKey), key => chosen.Factory(key.Key));
    }

    private static async ValueTask AnswerAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan retryAfter))
        {
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await ProblemWriter.WriteAsync(
            rejected.HttpContext,
            TenancyProblemDetails.Create(429, TenancyProblemTypes.RateLimited, "Too many requests.", "Repeat the request later.")).ConfigureAwait(false);
    }
}
