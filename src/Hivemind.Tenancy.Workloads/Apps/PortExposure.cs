namespace Hivemind.Tenancy.Workloads;

/// <summary>From where a port may be reached.</summary>
public enum PortExposure
{
    /// <summary>From the tenant's own workloads.</summary>
    Tenant = 1,

    /// <summary>From the machine that runs it as well, for a proxy of the host.</summary>
    Host = 2,

    /// <summary>From anywhere that reaches the machine.</summary>
    Public = 3,
}
