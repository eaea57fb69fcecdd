namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// The sums over a tenant's live allocations. They cannot overflow: what is admitted was first compared with what is left below
/// a limit, which is never above <see cref="long.MaxValue"/>, and what is adopted was first counted.
/// </summary>
internal sealed class LedgerTotals
{
    private readonly SortedDictionary<string, ResourceSum> _other = new(StringComparer.Ordinal);

    /// <summary>The known resources' sums, committed and held together.</summary>
    public long[] Total { get; init; } = new long[ResourceUnits.Count];

    /// <summary>The held part of it.</summary>
    public long[] Held { get; init; } = new long[ResourceUnits.Count];

    public int HeldCount { get; init; }

    public int CommittedCount { get; init; }

    /// <summary>The other resources of which something is held or committed, in ordinal order.</summary>
    public IReadOnlyCollection<string> OtherNames => _other.Keys;

    public ResourceSum Other(string resource) => _other.GetValueOrDefault(resource);

    /// <summary>Adds amounts, or with a <paramref name="sign"/> of -1 takes them away.</summary>
    public void Add(ResourceAmounts amounts, bool held, int sign = 1)
    {
        long[] known = ResourceUnits.Known(amounts);
        for (int i = 0; i < ResourceUnits.Count; i++)
        {
            Total[i] += sign * known[i];
            Held[i] += held ? sign * known[i] : 0;
        }

        AddOther(ResourceUnits.Steps(amounts.Other), held, sign);
    }

    public void AddOther(IReadOnlyDictionary<string, long> amounts, bool held, int sign = 1)
    {
        foreach ((string resource, long amount) in amounts)
        {
            ResourceSum sum = Other(resource);
            sum = new ResourceSum(sum.Total + (sign * amount), sum.Held + (held ? sign * amount : 0));
            if (sum.Total == 0)
            {
                _other.Remove(resource);
            }
            else
            {
                _other[resource] = sum;
            }
        }
    }
}
