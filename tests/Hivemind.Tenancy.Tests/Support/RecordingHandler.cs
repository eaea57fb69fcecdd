using System.Collections.Concurrent;

namespace Hivemind.Tenancy.Tests;

/// <summary>Keeps the events that it receives, in order.</summary>
internal sealed class RecordingHandler : ITenancyEventHandler
{
    private readonly ConcurrentQueue<TenancyEvent> _events = new();

    public IReadOnlyList<TenancyEvent> All => [.. _events];

    public IReadOnlyList<AccessRefused> Refusals => [.. _events.OfType<AccessRefused>()];

    public IEnumerable<T> Of<T>()
        where T : TenancyEvent => _events.OfType<T>();

    public void Clear() => _events.Clear();

    public ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken)
    {
        _events.Enqueue(tenancyEvent);
        return ValueTask.CompletedTask;
    }
}
