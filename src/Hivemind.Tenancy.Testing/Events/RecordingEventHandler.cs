using System.Collections.Concurrent;

namespace Hivemind.Tenancy.Testing;

/// <summary>Keeps the events it receives, refusals included, in order. Safe for concurrent use.</summary>
public sealed class RecordingEventHandler : ITenancyEventHandler
{
    private readonly ConcurrentQueue<TenancyEvent> _events = new();

    /// <summary>All of them so far.</summary>
    public IReadOnlyList<TenancyEvent> All => Array.AsReadOnly(_events.ToArray());

    /// <summary>Those of one kind.</summary>
    /// <typeparam name="TEvent">The kind.</typeparam>
    public IReadOnlyList<TEvent> Of<TEvent>()
        where TEvent : TenancyEvent => Array.AsReadOnly(_events.OfType<TEvent>().ToArray());

    /// <summary>Forgets what it received: what a test has set up is of no interest to what it claims.</summary>
    public void Clear() => _events.Clear();

    /// <inheritdoc/>
    public ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenancyEvent);
        _events.Enqueue(tenancyEvent);
        return ValueTask.CompletedTask;
    }
}
