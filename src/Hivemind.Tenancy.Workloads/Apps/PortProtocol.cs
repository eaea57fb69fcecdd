namespace Hivemind.Tenancy.Workloads;

/// <summary>What a port speaks.</summary>
public enum PortProtocol
{
    /// <summary>TCP.</summary>
    Tcp = 1,

    /// <summary>UDP.</summary>
    Udp = 2,
}
