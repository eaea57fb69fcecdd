namespace PlatformHost;

/// <summary>A container that "runs".</summary>
/// <param name="Id">Of the container, and of what its tenant's quota holds for it.</param>
/// <param name="Image">What it runs.</param>
/// <param name="Cpu">Cores.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="StartedBy">The user.</param>
public sealed record Container(string Id, string Image, decimal Cpu, long Memory, string StartedBy);
