namespace Hivemind.Tenancy.Docker;

/// <summary>The least that a container can be held to.</summary>
internal static class ContainerLimits
{
    public const decimal LeastCpuCores = 0.01m;
    public const long LeastMemoryBytes = 6L << 20;
}
