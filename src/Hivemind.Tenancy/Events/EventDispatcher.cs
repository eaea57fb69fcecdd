using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy;

/// <summary>
/// Logs events, counts them, and calls the host's handlers, after the change and outside every lock. Handlers are resolved
/// at the first event, not before, so that one may itself ask for a manager.
/// </summary>
internal sealed class EventDispatcher(IServiceProvider services, TenancyMetrics metrics, TenancyLogger logger)
{
    private ITenancyEventHandler[]? _handlers;

    private ITenancyEventHandler[] Handlers => _handlers ??= [.. services.GetServices<ITenancyEventHandler>()];

    public ValueTask DispatchAsync(TenancyEvent? tenancyEvent, CancellationToken cancellationToken) =>
        tenancyEvent is null ? ValueTask.CompletedTask : DispatchAsync([tenancyEvent], cancellationToken);

    public ValueTask DispatchAsync(IReadOnlyList<TenancyEvent> events, CancellationToken cancellationToken)
    {
        foreach (TenancyEvent tenancyEvent in events)
        {
            metrics.Count(tenancyEvent);
            logger.Log.Event(tenancyEvent);
        }

        return events.Count == 0 || Handlers.Length == 0 ? ValueTask.CompletedTask : CallAsync(events, cancellationToken);
    }

    private async ValueTask CallAsync(IReadOnlyList<TenancyEvent> events, CancellationToken cancellationToken)
    {
        // Undone when this method returns to its caller, as everything an async method does to an AsyncLocal.
        TenantContext.Restore(null);
        foreach (TenancyEvent tenancyEvent in events)
        {
            foreach (ITenancyEventHandler handler in Handlers)
            {
                try
                {
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
