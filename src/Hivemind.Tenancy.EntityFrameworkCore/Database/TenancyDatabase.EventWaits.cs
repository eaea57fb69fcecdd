using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Waiting for events: for a signal, and looking now and then, because a signal can be lost on its way.</content>
public abstract partial class TenancyDatabase
{
    private TaskCompletionSource _appended = NewSignal();

    /// <summary>
    /// Ends what waits for events on this host; each waiter looks into the log and waits on if there is nothing for it. Called after a
    /// commit of this host that appended any. For authors of a database's package: call it when another host's signal arrives, and when
    /// listening begins anew, because signals sent before are lost. Safe for concurrent use; it does not wait.
    /// </summary>
    protected internal void EventsAppended() => Interlocked.Exchange(ref _appended, NewSignal()).TrySetResult();

    /// <summary>
    /// Completes when the log has an event with a larger number, and when it ends before this one: then it was restored from a backup, which
    /// a caller that goes on waiting would not learn before as many events are written again. No connection is held but for a look.
    /// </summary>
    internal async ValueTask WaitForEventsAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before the look: what is appended after the look ends the wait.
            Task appended = Volatile.Read(ref _appended).Task;
            if (await ReadNewestAsync(cancellationToken).ConfigureAwait(false) is var newest && newest != after)
            {
                return;
            }

            // In real time, whatever clock the host injects: what is waited for are other processes.
            Task interval = Task.Delay(_options.EventPollInterval, TimeProvider.System, cancellationToken);
            await Task.WhenAny(appended, interval).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ValueTask<long> ReadNewestAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            async (context, token) => await context.EventLog.Where(l => l.Id == EventLogRow.Only).Select(l => l.Newest).SingleAsync(token).ConfigureAwait(false),
            cancellationToken);
}
