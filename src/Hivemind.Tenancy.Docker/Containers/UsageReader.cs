using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>What a container uses, by the engine's statistics.</summary>
internal static class UsageReader
{
    /// <summary>Over the last second; null when nothing is known.</summary>
    public static async Task<ReplicaUsage?> ReadAsync(NodeClient node, string container, CancellationToken cancellationToken)
    {
        ContainerStatsResponse? last = null;
        await node.FindAsync(
            async (c, t) =>
            {
                // Not one shot: the first sample of a stream has no predecessor, and CPU is a difference.
                await c.Containers.GetContainerStatsAsync(
                    container, new ContainerStatsParameters { Stream = false }, new ImmediateProgress<ContainerStatsResponse>(s => last = s), t).ConfigureAwait(false);
                return node;
            },
            cancellationToken).ConfigureAwait(false);
        return last is { CPUStats: { SystemUsage: > 0, CPUUsage: not null }, PreCPUStats: { SystemUsage: > 0, CPUUsage: not null }, MemoryStats.Usage: not null } ? Of(container, last) : null;
    }

    public static ReplicaUsage Of(string container, ContainerStatsResponse stats)
    {
        decimal used = Difference(stats.CPUStats!.CPUUsage!.TotalUsage, stats.PreCPUStats!.CPUUsage!.TotalUsage);
        decimal passed = Difference(stats.CPUStats.SystemUsage ?? 0, stats.PreCPUStats.SystemUsage ?? 0);
        decimal processors = stats.CPUStats.OnlineCPUs ?? 1;
        ulong memory = stats.MemoryStats!.Usage ?? 0;
        IDictionary<string, ulong>? details = stats.MemoryStats.Stats;
        ulong cache = details is null ? 0 : details.TryGetValue("total_inactive_file", out ulong one) || details.TryGetValue("inactive_file", out one) ? one : 0;
        return new ReplicaUsage(container, passed > 0 ? Math.Round(used / passed * processors, 3) : 0, (long)(memory - Math.Min(cache, memory)));
    }

    private static decimal Difference(ulong now, ulong before) => now > before ? now - before : 0;
}
