namespace Hivemind.Tenancy.Storage;

/// <summary>The page that a query asks for, out of all usages in any order: it keeps no more than belong to it. Not thread-safe.</summary>
internal sealed class WorstUsages(UsageQuery query)
{
    private readonly PriorityQueue<TenantUsage, Place> _kept = new();

    /// <summary>Whether a usage belongs to the page, as far as it is known by now: so that only those are made that may.</summary>
    public bool Takes(int share, TenantId tenantId)
    {
        Place place = new(share, tenantId);
        return (query.After is not { } after || place.CompareTo(new Place(after.Share, after.TenantId)) < 0)
            && (_kept.Count < query.Limit || (_kept.TryPeek(out _, out Place last) && place.CompareTo(last) > 0));
    }

    /// <summary>Keeps a usage in the place of the least of them, unless it is less than all.</summary>
    public void Add(TenantUsage usage)
    {
        if (Takes(usage.Share, usage.TenantId))
        {
            Place place = new(usage.Share, usage.TenantId);
            if (_kept.Count < query.Limit)
            {
                _kept.Enqueue(usage, place);
            }
            else
            {
                _kept.DequeueEnqueue(usage, place);
            }
        }
    }

    /// <summary>The worst first.</summary>
    public TenantUsage[] ToArray()
    {
        TenantUsage[] page = new TenantUsage[_kept.Count];
        for (int i = page.Length - 1; i >= 0; i--)
        {
            page[i] = _kept.Dequeue();
        }

        return page;
    }

    /// <summary>The less, the later in the order: by share, then by id.</summary>
    private readonly record struct Place(int Share, TenantId TenantId) : IComparable<Place>
    {
        public int CompareTo(Place other) => Share != other.Share ? Share.CompareTo(other.Share) : other.TenantId.CompareTo(TenantId);
    }
}
