using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Trims the event log while the host runs, if its options say what to keep: a while after the start and then each minute, in real time.
/// Several hosts may do it at once: one finds nothing left.
/// </summary>
internal sealed class TenancyRetentionService(
    ITenancyEventFeed feed, IOptions<HivemindTenancyOptions> options, ILoggerFactory? logging = null) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = (logging ?? NullLoggerFactory.Instance).CreateLogger<TenancyRetentionService>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.ResolveEventRetention().IsNeeded)
        {
            return;
        }

        bool isFailing = false;
        using PeriodicTimer timer = new(Interval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await feed.TrimAsync(stoppingToken).ConfigureAwait(false);
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
