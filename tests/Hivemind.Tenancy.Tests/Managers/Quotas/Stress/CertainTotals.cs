namespace Hivemind.Tenancy.Tests;

/// <summary>
/// A tenant's totals as its users know them, kept without the library: raised after something was granted and lowered
/// before it is given back, so they are never above what the tenant holds. Were they ever above a limit, a grant was wrong.
/// </summary>
internal sealed class CertainTotals(ResourceQuotas limits)
{
    public static readonly IReadOnlyList<string> Resources = [ResourceNames.Cpu, ResourceNames.Memory, ResourceNames.Containers, "gpu"];

    private readonly long[] _limits =
        [(long)(limits.CpuCores!.Value * 1000), limits.MemoryBytes!.Value, limits.Containers!.Value, (long)limits.Other["gpu"]];

    private readonly long[] _totals = new long[4];
    private int _violations;

    public int Violations => _violations;

    public void Granted(ResourceAmounts amounts)
    {
        for (int i = 0; i < _totals.Length; i++)
        {
            if (Interlocked.Add(ref _totals[i], Units(amounts, i)) > _limits[i])
            {
                Interlocked.Increment(ref _violations);
            }
        }
    }

    public void GivingBack(ResourceAmounts amounts)
    {
        for (int i = 0; i < _totals.Length; i++)
        {
            Interlocked.Add(ref _totals[i], -Units(amounts, i));
        }
    }

    /// <summary>What is held, in the resource's unit, once nobody moves any more.</summary>
    public decimal Of(string resource)
    {
        int i = Resources.ToList().IndexOf(resource);
        return i == 0 ? _totals[i] / 1000m : _totals[i];
    }

    private static long Units(ResourceAmounts amounts, int i) => i switch
    {
        0 => (long)(amounts.CpuCores * 1000),
        1 => amounts.MemoryBytes,
        2 => amounts.Containers,
        _ => (long)amounts.Other.GetValueOrDefault("gpu"),
    };
}
