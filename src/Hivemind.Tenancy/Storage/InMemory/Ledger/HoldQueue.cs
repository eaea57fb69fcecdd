namespace Hivemind.Tenancy.Storage;

/// <summary>
/// The holds of one tenant, the one that ends first in front: a binary heap whose entries know their place, so that a hold in
/// the middle is taken out without a search. A part of <see cref="InMemoryLedger"/>, not copied.
/// </summary>
internal struct HoldQueue()
{
    private AllocationState[] _heap = [];

    public int Count { readonly get; private set; }

    public readonly ReadOnlySpan<AllocationState> Entries => _heap.AsSpan(0, Count);

    public readonly AllocationState? First => Count == 0 ? null : _heap[0];

    public void Add(AllocationState entry)
    {
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Math.Max(4, Count * 2));
        }

        Place(entry, Count++);
        Rise(entry);
    }

    public void Remove(AllocationState entry)
    {
        int index = entry.HeapIndex;
        AllocationState last = _heap[--Count];
        _heap[Count] = null!;
        entry.HeapIndex = -1;
        if (!ReferenceEquals(last, entry))
        {
            Place(last, index);
            Settle(last);
        }
    }

    /// <summary>Puts an entry whose expiry changed where it belongs.</summary>
    public readonly void Settle(AllocationState entry)
    {
        Rise(entry);
        Sink(entry);
    }

    private readonly void Rise(AllocationState entry)
    {
        while (entry.HeapIndex > 0)
        {
            int index = entry.HeapIndex;
            AllocationState parent = _heap[(index - 1) / 2];
            if (parent.EndsTicks <= entry.EndsTicks)
            {
                return;
            }

            Place(entry, parent.HeapIndex);
            Place(parent, index);
        }
    }

    private readonly void Sink(AllocationState entry)
    {
        while (true)
        {
            int index = entry.HeapIndex;
            int child = (2 * index) + 1;
            if (child >= Count)
            {
                return;
            }

            if (child + 1 < Count && _heap[child + 1].EndsTicks < _heap[child].EndsTicks)
            {
                child++;
            }

            AllocationState smaller = _heap[child];
            if (entry.EndsTicks <= smaller.EndsTicks)
            {
                return;
            }

            Place(entry, child);
            Place(smaller, index);
        }
    }

    private readonly void Place(AllocationState entry, int index)
    {
        _heap[index] = entry;
        entry.HeapIndex = index;
    }
}
