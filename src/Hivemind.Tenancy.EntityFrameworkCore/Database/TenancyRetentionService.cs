using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Removes what need not be kept while the host runs: idempotency keys whose life is over, and events and usage records, if the host's
/// options say what to keep. A while after the start and then each minute, in real time. Several hosts may do it at once: one finds nothing left.
/// </summary>
internal sealed class TenancyRetentionService(
    TenancyDatabase database, ITenantStore store, ITenancyEventFeed feed, IOptions<HivemindTenancyOptions> options, ILoggerFactory? logging = null) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = (logging ?? NullLoggerFactory.Instance).CreateLogger<TenancyRetentionService>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool trimsEvents = options.Value.ResolveEventRetention().IsNeeded;
        bool isFailing = false;
        using PeriodicTimer timer = new(Interval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                while (await database.TrimKeysAsync(stoppingToken).ConfigureAwait(false) == TenancyDatabase.KeySliceSize)
                {
                    // There may be more.
                }

                if (trimsEvents)
                {
                    await feed.TrimAsync(stoppingToken).ConfigureAwait(false);
                }

                while (options.Value.RetainUsage is { } retain
                    && await store.TrimUsageAsync(retain, stoppingToken).ConfigureAwait(false) == UsageSpan.SliceSize)
                {
                    // There may be more.
                }

                while (store is IConsumptionStore consumption && await consumption.TrimConsumptionAsync(options.Value.RetainUsage, stoppingToken).ConfigureAwait(false) > 0)
                {
                    // There may be more.
                }

                isFailing = false;
            }
            catch (TenancyException e)
            {
                if (!isFailing)
                {
                    Log.TrimmingFailed(_logger, e);
                }

                isFailing = true;
            }
        }
    }
}
