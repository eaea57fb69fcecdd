namespace Hivemind.Tenancy.Tests;

/// <summary>A tenant that many workers share: its limits, what they know of it, and ids that several of them use.</summary>
internal sealed class StressTenant(TenantId id, ResourceQuotas quotas)
{
    public const int SharedIds = 4;

    /// <summary>What every allocation under a shared id holds, so that any worker may come upon it.</summary>
    public static readonly ResourceAmounts SharedAmounts = Resources.Amounts(("cpu", 0.5m), ("gpu", 1));

    public TenantId Id { get; } = id;

    public ResourceQuotas Quotas { get; } = quotas;

    public CertainTotals Certain { get; } = new(quotas);

    public static string SharedId(Random random) => $"shared-{random.Next(SharedIds)}";

    public static void ShouldBeWithinLimits(TenantUsage usage)
    {
        if (usage.Resources.Any(r => r.Over > 0 || r.Used < 0 || r.Reserved < 0))
        {
            throw new InvalidOperationException($"Out of bounds: {string.Join(", ", usage.Resources)}");
        }
    }

    /// <summary>Fails when the sum of a whole listing is above a limit.</summary>
    public void ShouldBeWithinLimits(IReadOnlyList<Allocation> all)
    {
        if (all.Sum(a => a.Amounts.CpuCores) > Quotas.CpuCores
            || all.Sum(a => a.Amounts.MemoryBytes) > Quotas.MemoryBytes
            || all.Sum(a => a.Amounts.Containers) > Quotas.Containers
            || all.Sum(a => a.Amounts.Of("gpu")) > Quotas.Other["gpu"])
        {
            throw new InvalidOperationException($"{all.Count} allocations are more than {Id} may hold.");
        }
    }
}
