using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>What the host answers is waited for as long as an engine's answer: one that hangs holds up nothing else of the app.</summary>
internal static class HostLimit
{
    /// <exception cref="WorkloadEngineException">It takes too long.</exception>
    public static async Task<T> WaitAsync<T>(Func<CancellationToken, ValueTask<T>> ask, string what, DockerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(options.AnswerLimit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ask(either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WorkloadEngineException($"{what} was not told by the host in time.");
        }
    }
}
