using System.Collections.Concurrent;

namespace Hivemind.Tenancy.Tests;

/// <summary>Writes down the events that it receives and then does what the test says.</summary>
internal sealed class ScriptedHandler : ITenancyEventHandler
{
    public ConcurrentQueue<string> Seen { get; } = new();

    public Func<TenancyEvent, CancellationToken, ValueTask> Script { get; set; } = (_, _) => ValueTask.CompletedTask;

    public async ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken)
    {
        Seen.Enqueue(tenancyEvent.GetType().Name);
        await Script(tenancyEvent, cancellationToken);
    }
}
