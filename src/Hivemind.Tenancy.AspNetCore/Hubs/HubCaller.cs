using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A connection of SignalR's, which ends it itself when the host stops.</summary>
internal sealed class HubCaller(HubCallerContext caller) : LiveConnection
{
    public override CancellationToken Ended => caller.ConnectionAborted;

    public override void End(LiveEnd why)
    {
        if (why != LiveEnd.Complete)
        {
            caller.Abort();
        }
    }
}
