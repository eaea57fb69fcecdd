using Hivemind.Tenancy;

/// <summary>Keeps every event it is told.</summary>
internal sealed class CollectingHandler : ITenancyEventHandler
{
    public List<TenancyEvent> Events { get; } = [];

    public ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken)
    {
        Events.Add(tenancyEvent);
        return ValueTask.CompletedTask;
    }
}
