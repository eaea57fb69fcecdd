namespace Hivemind.Tenancy.Workloads;

/// <summary>What a replica uses at a moment.</summary>
/// <param name="Replica">The replica.</param>
/// <param name="CpuCores">CPU, in cores.</param>
/// <param name="MemoryBytes">Memory, in bytes.</param>
public sealed record ReplicaUsage(string Replica, decimal CpuCores, long MemoryBytes);
