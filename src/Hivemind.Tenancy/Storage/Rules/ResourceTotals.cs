using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Running sums over a tenant's allocations: everything, and the held part of it. They cannot overflow: what is admitted was
/// first compared with what is left below a limit, which is never above <see cref="long.MaxValue"/>, and what is adopted was
/// first counted by <see cref="ReconcileRules"/>. A part of <see cref="LedgerState"/>, not copied.
/// </summary>
internal struct ResourceTotals
{
    private KnownAmounts _total;
    private KnownAmounts _held;
    private Dictionary<string, ResourceTotal>? _other;

    /// <summary>The known resources' sums, held ones included.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<long> Total => _total;

    [UnscopedRef]
    public readonly ReadOnlySpan<long> Held => _held;

    /// <summary>The other resources of which something is held or committed.</summary>
    public readonly IEnumerable<string> OtherNames => _other?.Keys ?? Enumerable.Empty<string>();

    /// <summary>Whether any other resource counts.</summary>
    public readonly bool HasOther => _other is { Count: > 0 };

    /// <summary>How many other resources count.</summary>
    public readonly int OtherCount => _other?.Count ?? 0;

    public readonly ResourceTotal Other(string resource) => _other is null ? default : _other.GetValueOrDefault(resource);

    public readonly ResourceTotal Of(string resource) =>
        KnownAmounts.IndexOf(resource) is >= 0 and int index ? new ResourceTotal(_total[index], _held[index]) : Other(resource);

    public void Set(string resource, ResourceTotal sum)
    {
        if (KnownAmounts.IndexOf(resource) is >= 0 and int index)
        {
            _total[index] = sum.Total;
            _held[index] = sum.Held;
        }
        else if (sum.Total == 0)
        {
            _other?.Remove(resource);
        }
        else
        {
            (_other ??= new Dictionary<string, ResourceTotal>(StringComparer.Ordinal))[resource] = sum;
        }
    }

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
        _other ??= new Dictionary<string, ResourceTotal>(StringComparer.Ordinal);
        foreach ((string resource, long amount) in amounts)
        {
            ResourceTotal sum = _other.GetValueOrDefault(resource);
            sum = new ResourceTotal(sum.Total + (totalSign * amount), sum.Held + (heldSign * amount));
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
