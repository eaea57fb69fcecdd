using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Follows the log while the host runs, and lets a tenant's cached answers end with every event about its access, its status or itself.
/// Does nothing in a host without an output cache.
/// </summary>
internal sealed class TenantCacheEviction(
    IServiceProvider services, ITenancyEventFeed feed, TenantCacheGenerations generations, ILogger<TenantCacheEviction> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (services.GetService<IOutputCacheStore>() is not { } store)
        {
            return;
        }

        try
        {
            await foreach (EventFeedEntry entry in feed.SubscribeAsync(cancellationToken: stoppingToken).ConfigureAwait(false))
            {
                if (entry.Event is not (AllocationsReconciled or GraceGranted or QuotaThresholdCrossed or WorkloadReported))
                {
                    await EvictAsync(store, entry, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            generations.Stop();
        }
    }

    /// <summary>What counts is the generation; taking the old entries out only frees their memory.</summary>
    private async ValueTask EvictAsync(IOutputCacheStore store, EventFeedEntry entry, CancellationToken cancellationToken)
    {
        string tag = TenantCacheTags.All;
        if (entry.Event?.TenantUid is not { } uid)
        {
            generations.BeginAll(entry.Sequence);
        }
        else if (generations.Begin(uid, entry.Sequence))
        {
            tag = TenantCacheTags.Of(uid);
        }

        try
        {
            await store.EvictByTagAsync(tag, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.EvictionFailed(e);
        }
    }
}
