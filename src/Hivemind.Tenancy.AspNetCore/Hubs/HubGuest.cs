using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The live connections of one pass. The registry's lock guards all that changes.</summary>
internal sealed class HubGuest(HubPass pass)
{
    public HubPass Pass => pass;

    public HashSet<HubCallerContext> Connections { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Since when it has been open whether they may go on; null when that was answered since anybody asked.</summary>
    public long? DueSince { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Marks { get; set; }

    /// <summary>How often it had been asked when the look began that last let them go on.</summary>
    public int Answered { get; set; }

    public bool IsQueued { get; set; }
}
