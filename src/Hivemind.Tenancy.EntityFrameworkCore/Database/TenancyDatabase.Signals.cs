namespace Hivemind.Tenancy;

/// <content>Telling other hosts of changes of which the event log says nothing.</content>
public abstract partial class TenancyDatabase
{
    /// <summary>
    /// Sends a signal to the hosts that listen when the transaction of <paramref name="context"/> commits, see
    /// <see cref="TenancyCacheInvalidator"/>: for changes that append no event. Nothing where hosts cannot hear each other: there
    /// what they remember is as old as <see cref="TenancyDatabaseOptions.CacheDuration"/> at most.
    /// </summary>
    /// <param name="context">The context of the transaction.</param>
    /// <param name="signal">What <see cref="TenancyCacheInvalidator.Receive"/> takes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    protected internal virtual ValueTask SignalAsync(TenancyDbContext context, string signal, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;
}
