using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Asks an engine of a third party, which may neither answer, nor end when it is cancelled, nor bear that it is.</summary>
internal sealed class EngineInquiry(IWorkloadEngine engine, TimeProvider time, ILogger logger)
{
    /// <summary>What a source has of a tenant.</summary>
    /// <exception cref="TimeoutException">It does not answer within <see cref="LiveDoor.LongestLook"/>.</exception>
    public async Task<EngineListing> ListAsync(string source, TenantReference tenant, CancellationToken stopped)
    {
        CancellationTokenSource asked = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        try
        {
            return await engine.ListAsync(source, tenant, asked.Token).AsTask().WaitAsync(LiveDoor.LongestLook, time, stopped).ConfigureAwait(false);
        }
        finally
        {
            _ = EndAsync(asked);
        }
    }

    /// <summary>Cancels at once; what the engine does about it, which may block or throw, runs elsewhere and under no lock of the caller.</summary>
    public async Task EndAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            logger.EngineCancellationFailed(e);
        }

        source.Dispose();
    }
}
