namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Signals to other hosts about changes that append no event.</content>
public abstract partial class TenancyDatabase
{
    /// <summary>
    /// Sends a signal to the hosts that listen when the transaction of <paramref name="context"/> commits, see
    /// <see cref="TenancyCacheInvalidator"/>: for changes that append no event. Does nothing unless overridden: where a database
    /// carries no signals, cached answers are up to <see cref="TenancyDatabaseOptions.CacheDuration"/> old.
    /// </summary>
    /// <param name="context">The context of the transaction.</param>
    /// <param name="signal">What <see cref="TenancyCacheInvalidator.Receive"/> takes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    protected internal virtual ValueTask SignalAsync(TenancyDbContext context, string signal, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;
}
