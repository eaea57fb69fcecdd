using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Running sums over a tenant's allocations: everything, and the held part of it. They cannot overflow: what is admitted was
/// first compared with what is left below a limit, which is never above <see cref="long.MaxValue"/>, and what is adopted was
/// first counted by <see cref="LedgerReconciliation"/>. A part of <see cref="TenantLedger"/>, not copied.
/// </summary>
internal struct ResourceTotals
{
    private KnownAmounts _total;
    private KnownAmounts _held;
    private Dictionary<string, OtherTotal>? _other;

    /// <summary>The known resources' sums, held ones included.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<long> Total => _total;

    [UnscopedRef]
    public readonly ReadOnlySpan<long> Held => _held;

    /// <summary>The other resources of which something is held or committed.</summary>
    public readonly IEnumerable<string> OtherNames => _other?.Keys ?? Enumerable.Empty<string>();

    public readonly OtherTotal Other(string resource) => _other is null ? default : _other.GetValueOrDefault(resource);

    public void Add(ResourceAmounts amounts, bool held)
    {
        ReadOnlySpan<long> known = amounts.Known;
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            _total[i] += known[i];
        }

        if (held)
        {
            for (int i = 0; i < KnownAmounts.Count; i++)
            {
                _held[i] += known[i];
            }
        }

        if (amounts.OtherMap.Count > 0)
        {
            Change(amounts.OtherMap, 1, held ? 1 : 0);
        }
    }

    public void Remove(ResourceAmounts amounts, bool held)
    {
        ReadOnlySpan<long> known = amounts.Known;
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            _total[i] -= known[i];
        }

        if (held)
        {
            for (int i = 0; i < KnownAmounts.Count; i++)
            {
                _held[i] -= known[i];
            }
        }

        if (amounts.OtherMap.Count > 0)
        {
            Change(amounts.OtherMap, -1, held ? -1 : 0);
        }
    }

    /// <summary>What was held is committed now.</summary>
    public void Commit(ResourceAmounts amounts)
    {
        ReadOnlySpan<long> known = amounts.Known;
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            _held[i] -= known[i];
        }

        if (amounts.OtherMap.Count > 0)
        {
            Change(amounts.OtherMap, 0, -1);
        }
    }

    private void Change(ValueMap<long> amounts, int totalSign, int heldSign)
    {
        _other ??= new Dictionary<string, OtherTotal>(StringComparer.Ordinal);
        foreach ((string resource, long amount) in amounts)
        {
            OtherTotal sum = _other.GetValueOrDefault(resource);
            sum = new OtherTotal(sum.Total + (totalSign * amount), sum.Held + (heldSign * amount));
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
