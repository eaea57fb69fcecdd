namespace Hivemind.Tenancy.Docker;

/// <summary>One thing that was tried on a node.</summary>
/// <param name="Part">What it is about: <c>network</c> or <c>compute</c>.</param>
/// <param name="Name">What was tried, in words.</param>
/// <param name="Holds">Whether it is as it should be, its positive control included.</param>
/// <param name="Detail">What was seen.</param>
public sealed record DockerNodeCheck(string Part, string Name, bool Holds, string Detail)
{
    internal const string NetworkPart = "network";
    internal const string ComputePart = "compute";
}
