namespace Hivemind.Tenancy.Workloads;

/// <summary>A port of an app. All ports of an app together are one service.</summary>
public sealed record AppPort
{
    /// <summary>Names a port.</summary>
    /// <param name="number">1 to 65,535.</param>
    /// <param name="protocol">What it speaks.</param>
    /// <param name="exposure">From where it may be reached.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of its range.</exception>
    public AppPort(int number, PortProtocol protocol = PortProtocol.Tcp, PortExposure exposure = PortExposure.Tenant)
    {
        Number = AppRules.Range(number, 1, 65_535, nameof(Number));
        Protocol = AppRules.Defined(protocol, nameof(Protocol));
        Exposure = AppRules.Defined(exposure, nameof(Exposure));
    }

    /// <summary>1 to 65,535.</summary>
    public int Number { get; }

    /// <summary>What it speaks.</summary>
    public PortProtocol Protocol { get; }

    /// <summary>From where it may be reached.</summary>
    public PortExposure Exposure { get; }
}
