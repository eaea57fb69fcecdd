namespace Hivemind.Tenancy.Storage;

/// <summary>
/// The holds of one tenant, the one that ends first in front: a binary heap whose entries know their place, so that a hold in
/// the middle is taken out without a search. It goes by the end that it was given last: a step changes several holds before it is
/// written, hold by hold. A part of <see cref="InMemoryLedger"/>, not copied.
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

        entry.HeapTicks = entry.EndsTicks;
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
            Move(last);
        }
    }

    /// <summary>Puts an entry whose expiry changed where it belongs.</summary>
    public readonly void Settle(AllocationState entry)
    {
        entry.HeapTicks = entry.EndsTicks;
        Move(entry);
    }

    private readonly void Move(AllocationState entry)
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
            if (parent.HeapTicks <= entry.HeapTicks)
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

            if (child + 1 < Count && _heap[child + 1].HeapTicks < _heap[child].HeapTicks)
            {
                child++;
            }

            AllocationState smaller = _heap[child];
            if (entry.HeapTicks <= smaller.HeapTicks)
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
