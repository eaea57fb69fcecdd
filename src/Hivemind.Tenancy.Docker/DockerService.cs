using Microsoft.Extensions.Hosting;

namespace Hivemind.Tenancy.Docker;

/// <summary>Begins with the host: what nodes keep apart is known before the first app is deployed.</summary>
internal sealed class DockerService(DockerWorkloadEngine engine) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await engine.TryNodesAsync(cancellationToken).ConfigureAwait(false);
        engine.Start();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
