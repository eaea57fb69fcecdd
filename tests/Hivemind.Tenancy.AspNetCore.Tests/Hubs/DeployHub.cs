using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Asks for a permission by its class.</summary>
[RequireTenantPermission("containers", "deploy")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "SignalR calls methods of an instance.")]
internal sealed class DeployHub : Hub
{
    public string Who() => Ambient.Who;
}
