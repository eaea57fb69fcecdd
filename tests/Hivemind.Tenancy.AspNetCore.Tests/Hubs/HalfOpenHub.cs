using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Only one of its methods asks for anything.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "SignalR calls methods of an instance.")]
internal sealed class HalfOpenHub : Hub
{
    public string Free() => Ambient.Who;

    [RequireTenantPermission("containers", "deploy")]
    public string Deploy() => Ambient.Who;

    /// <summary>Fails after its first item.</summary>
    public async IAsyncEnumerable<int> DenyStreaming()
    {
        yield return 1;
        await Task.Yield();
        throw new TenantNotFoundException(WebTestHost.Acme);
    }
}
