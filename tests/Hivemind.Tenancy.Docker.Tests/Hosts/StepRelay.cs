using System.Net.Sockets;

namespace Hivemind.Tenancy.Docker.Tests.Hosts;

/// <summary>
/// Stops before one of a host's requests to the engine: what came before it takes effect, it and whatever follows does not. So a host can be
/// killed between two certain steps.
/// </summary>
/// <param name="target">The engine's socket.</param>
/// <param name="holds">Whether it stops before a request, of which it is given the first line; asked of one after the other.</param>
internal sealed class StepRelay(string target, Func<string, bool> holds) : RequestRelay(target)
{
    private readonly TaskCompletionSource<string> _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The request that it has stopped before.</summary>
    public Task<string> Held => _held.Task;

    protected override async Task<bool> PassesAsync(string line, Socket host, CancellationToken end)
    {
        if (IsHeld(line))
        {
            await Task.Delay(Timeout.Infinite, end);
        }

        return true;
    }

    private bool IsHeld(string line)
    {
        lock (holds)
        {
            if (!_held.Task.IsCompleted && line.Length > 0 && holds(line))
            {
                _held.TrySetResult(line);
            }

            return _held.Task.IsCompleted;
        }
    }
}
