namespace Hivemind.Tenancy.Storage;

/// <summary>
/// The holds of one tenant, the one that ends first in front: a binary heap whose entries know their place, so that a hold in
/// the middle is taken out without a search. A part of <see cref="TenantLedger"/>, not copied.
/// </summary>
internal struct HoldQueue()
{
    private LedgerEntry[] _heap = [];

    public int Count { readonly get; private set; }

    public readonly ReadOnlySpan<LedgerEntry> Entries => _heap.AsSpan(0, Count);

    public readonly LedgerEntry? First => Count == 0 ? null : _heap[0];

    public void Add(LedgerEntry entry)
    {
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Math.Max(4, Count * 2));
        }

        Place(entry, Count++);
        Rise(entry);
    }

    public void Remove(LedgerEntry entry)
    {
        int index = entry.HeapIndex;
        LedgerEntry last = _heap[--Count];
        _heap[Count] = null!;
        entry.HeapIndex = -1;
        if (!ReferenceEquals(last, entry))
        {
            Place(last, index);
            Settle(last);
        }
    }

    /// <summary>Puts an entry whose expiry changed where it belongs.</summary>
    public readonly void Settle(LedgerEntry entry)
    {
        Rise(entry);
        Sink(entry);
    }

    private readonly void Rise(LedgerEntry entry)
    {
        while (entry.HeapIndex > 0)
        {
            int index = entry.HeapIndex;
            LedgerEntry parent = _heap[(index - 1) / 2];
            if (parent.ExpiresTicks <= entry.ExpiresTicks)
            {
                return;
            }

            Place(entry, parent.HeapIndex);
            Place(parent, index);
        }
    }

    private readonly void Sink(LedgerEntry entry)
    {
        while (true)
        {
            int index = entry.HeapIndex;
            int child = (2 * index) + 1;
            if (child >= Count)
            {
                return;
            }

            if (child + 1 < Count && _heap[child + 1].ExpiresTicks < _heap[child].ExpiresTicks)
            {
                child++;
            }

            LedgerEntry smaller = _heap[child];
            if (entry.ExpiresTicks <= smaller.ExpiresTicks)
            {
                return;
            }

            Place(entry, child);
            Place(smaller, index);
        }
    }

    private readonly void Place(LedgerEntry entry, int index)
    {
        _heap[index] = entry;
        entry.HeapIndex = index;
    }
}
