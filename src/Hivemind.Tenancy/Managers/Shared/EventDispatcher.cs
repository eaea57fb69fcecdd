namespace Hivemind.Tenancy;

/// <summary>Logs events, counts them, and calls the host's handlers, after the change and outside every lock.</summary>
internal sealed class EventDispatcher(HostCode code, TenancyMetrics metrics, TenancyLogger logger)
{
    public ValueTask DispatchAsync(TenancyEvent? tenancyEvent, CancellationToken cancellationToken) =>
        tenancyEvent is null ? ValueTask.CompletedTask : DispatchAsync([tenancyEvent], cancellationToken);

    public ValueTask DispatchAsync(IReadOnlyList<TenancyEvent> events, CancellationToken cancellationToken)
    {
        foreach (TenancyEvent tenancyEvent in events)
        {
            metrics.Count(tenancyEvent);
            logger.Log.Event(tenancyEvent);
        }

        return events.Count == 0 || code.Handlers.Count == 0 ? ValueTask.CompletedTask : CallAsync(events, cancellationToken);
    }

    private async ValueTask CallAsync(IReadOnlyList<TenancyEvent> events, CancellationToken cancellationToken)
    {
        if (code.IsTooDeep)
        {
            logger.Log.EventHandlersTooDeep(events[0].GetType().Name, HostCode.MaxDepth);
            return;
        }

        foreach (TenancyEvent tenancyEvent in events)
        {
            foreach (ITenancyEventHandler handler in code.Handlers)
            {
                await CallAsync(handler, tenancyEvent, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask CallAsync(ITenancyEventHandler handler, TenancyEvent tenancyEvent, CancellationToken cancellationToken)
    {
        string kind = tenancyEvent.GetType().Name;
        try
        {
            code.Begin(tenancyEvent.Actor, $"handles {kind}", tenant: null);
            await handler.HandleAsync(tenancyEvent, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            logger.Log.EventHandlerFailed(handler.GetType().Name, kind, e);
        }
    }
}
