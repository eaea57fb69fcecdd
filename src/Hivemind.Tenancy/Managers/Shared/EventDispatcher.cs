using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy;

/// <summary>
/// Logs events, counts them, and calls the host's handlers, after the change and outside every lock. Handlers are resolved
/// at the first event, not before, so that one may itself ask for a manager.
/// </summary>
internal sealed class EventDispatcher(IServiceProvider services, TenancyMetrics metrics, TenancyLogger logger)
{
    private ITenancyEventHandler[]? _handlers;

    public ValueTask DispatchAsync(TenancyEvent? tenancyEvent, CancellationToken cancellationToken) =>
        tenancyEvent is null ? ValueTask.CompletedTask : DispatchAsync([tenancyEvent], cancellationToken);

    public ValueTask DispatchAsync(IReadOnlyList<TenancyEvent> events, CancellationToken cancellationToken)
    {
        foreach (TenancyEvent tenancyEvent in events)
        {
            metrics.Count(tenancyEvent);
            logger.Log.Event(tenancyEvent);
        }

        return events.Count == 0 || _handlers is { Length: 0 } ? ValueTask.CompletedTask : CallAsync(events, cancellationToken);
    }

    /// <summary>None as long as one of them cannot be made: that is logged, and tried again at the next event.</summary>
    private ITenancyEventHandler[] ResolveHandlers()
    {
        try
        {
            return _handlers ??= [.. services.GetServices<ITenancyEventHandler>()];
        }
        catch (Exception e)
        {
            logger.Log.EventHandlersNotMade(e);
            return [];
        }
    }

    private async ValueTask CallAsync(IReadOnlyList<TenancyEvent> events, CancellationToken cancellationToken)
    {
        foreach (TenancyEvent tenancyEvent in events)
        {
            // What a constructor starts would keep the caller's context for ever. Undone when this method returns to its caller,
            // as everything an async method does to an AsyncLocal.
            TenantContext.Restore(null);
            foreach (ITenancyEventHandler handler in ResolveHandlers())
            {
                try
                {
                    // Anew for each, because one may have entered a context and not left it.
                    TenantContext.Restore(null);
                    await handler.HandleAsync(tenancyEvent, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    logger.Log.EventHandlerFailed(handler.GetType().Name, tenancyEvent.GetType().Name, e);
                }
            }
        }
    }
}
