namespace Hivemind.Tenancy;

/// <summary>
/// The five resources that every host knows. Any other (<c>gpu</c>, <c>public-ips</c>) is an RFC 1123 label of the host's
/// choice and counts in whole units.
/// </summary>
public static class ResourceNames
{
    /// <summary>CPU, in cores in steps of 0.001 (one millicore).</summary>
    public const string Cpu = "cpu";

    /// <summary>Memory, in bytes.</summary>
    public const string Memory = "memory";

    /// <summary>Storage, in bytes.</summary>
    public const string Storage = "storage";

    /// <summary>Containers, a count.</summary>
    public const string Containers = "containers";

    /// <summary>Services, a count.</summary>
    public const string Services = "services";
}
