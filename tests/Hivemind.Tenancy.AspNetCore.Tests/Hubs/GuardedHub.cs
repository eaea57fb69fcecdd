using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Asks for a tenant by its class, and for permissions by its methods.</summary>
[RequireTenant]
[SuppressMessage("Performance", "CA1822", Justification = "SignalR calls methods of an instance.")]
internal class GuardedHub(IQuotaManager quotas) : Hub
{
    public const string Policy = "may-deploy";

    public string Free() => Ambient.Who;

    [RequireTenantPermission("containers", "deploy")]
    public virtual string Deploy() => Ambient.Who;

    [RequireTenantPermission("containers", "read")]
    [RequireTenantPermission("containers", "stop")]
    public string ReadAndStop() => Ambient.Who;

    [RequireTenantPermission("containers", "deploy", NamespaceRouteValue = "ns")]
    public string DeployHere() => Ambient.Who;

    [Authorize(Policy)]
    public string DeployByPolicy() => Ambient.Who;

    [RequireTenantPermission("containers", "deploy")]
    public async IAsyncEnumerable<string> WatchDeploys()
    {
        await Task.Yield();
        yield return Ambient.Who;
    }

    /// <summary>Takes more than the tenant has.</summary>
    public async Task Take()
    {
        await using ResourceReservation _ = await quotas.ReserveAsync(
            TenantContext.Required.TenantId!.Value, new ResourceAmounts { Containers = 1_000 }, cancellationToken: Context.ConnectionAborted);
    }

    public async IAsyncEnumerable<int> TakeStreaming()
    {
        yield return 1;
        await Take();
    }

    public ChannelReader<int> TakeByChannel()
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        _ = FillAsync(channel.Writer);
        return channel.Reader;
    }

    public string Break() => throw new InvalidOperationException("a secret of the host");

    public string Complain() => throw new HubException("as the hub has it");

    public async IAsyncEnumerable<int> BreakStreaming()
    {
        yield return 1;
        await Task.Yield();
        throw new InvalidOperationException("a secret of the host");
    }

    private async Task FillAsync(ChannelWriter<int> writer)
    {
        try
        {
            await writer.WriteAsync(1);
            await Take();
        }
        catch (Exception e)
        {
            writer.Complete(e);
        }
    }
}
