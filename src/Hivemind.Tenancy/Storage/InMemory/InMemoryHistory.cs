using System.Runtime.InteropServices;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// What is over, usage records or windows, numbered from 1 in the order in which it was closed; each knows the one of its tenant before it. Its lock
/// is taken within a tenant's, and nothing is taken within it. What is kept as plain values lies in blocks that the collector neither moves nor
/// grows: keeping an object each, and a list for each tenant, would cost several times what closing a record costs.
/// </summary>
/// <param name="of">Whose it is, and when it ended.</param>
/// <param name="retain">How long it is kept; null for ever.</param>
internal sealed class InMemoryHistory<T>(Func<T, (TenantUid Uid, DateTimeOffset End)> of, TimeSpan? retain)
{
    /// <summary>How many have to be due before they go, so that removing costs each the same.</summary>
    private const int TrimmedAtOnce = 1024;

    /// <summary>Of a usage record's size it makes a large object.</summary>
    private const int BlockSize = 1024;

    private readonly object _gate = new();
    private readonly List<Slot[]> _blocks = [];
    private readonly Dictionary<TenantUid, Past> _byTenant = [];

    /// <summary>The number of the first place of the first block, of the oldest that is kept, and of the newest.</summary>
    private long _start = 1, _oldest = 1, _newest;

    /// <summary>What adds to the past of one tenant: it looks for it once, not each time under the lock that all tenants share.</summary>
    public Action<TItem> AdderOf<TItem>(TenantUid uid, Func<TItem, T> keep)
    {
        Past past = new(uid);
        return item => Add(keep(item), past);
    }

    /// <summary>Who has a past.</summary>
    public IReadOnlyList<TenantUid> Tenants()
    {
        lock (_gate)
        {
            return [.. _byTenant.Keys];
        }
    }

    /// <summary>A tenant's, with their numbers.</summary>
    public (long Number, T Item)[] Of(TenantUid uid, Func<T, bool>? where = null)
    {
        lock (_gate)
        {
            List<(long, T)> found = [];
            for (long number = _byTenant.TryGetValue(uid, out Past? past) ? past.Newest : 0; number >= _oldest; number = At(number).Before)
            {
                T item = At(number).Item;
                if (where?.Invoke(item) != false)
                {
                    found.Add((number, item));
                }
            }

            found.Reverse();
            return [.. found];
        }
    }

    /// <summary>Those with larger numbers, and whether some of them are gone already.</summary>
    public ((long Number, T Item)[] Page, bool IsTrimmed) Read(long after, int limit)
    {
        lock (_gate)
        {
            long first = Math.Max(Math.Min(after, _newest) + 1, _oldest);
            (long, T)[] page = new (long, T)[Math.Min(limit, _newest - first + 1)];
            for (int i = 0; i < page.Length; i++)
            {
                page[i] = (first + i, At(first + i).Item);
            }

            return (page, after < _oldest - 1);
        }
    }

    /// <summary>Removes the oldest that ended by then, at most so many.</summary>
    public int Trim(DateTimeOffset until, int most)
    {
        lock (_gate)
        {
            int due = 0;
            while (due < most && _oldest <= _newest && of(At(_oldest).Item) is var (uid, end) && end <= until)
            {
                if (_byTenant[uid].Newest == _oldest)
                {
                    _byTenant.Remove(uid);
                }

                At(_oldest) = default;
                _oldest++;
                due++;
            }

            int empty = (int)((_oldest - _start) / BlockSize);
            _blocks.RemoveRange(0, empty);
            _start += (long)empty * BlockSize;
            return due;
        }
    }

    private void Add(T item, Past past)
    {
        lock (_gate)
        {
            if (past.Newest < _oldest)
            {
                // One that is empty is not kept, so it may be another than before.
                past = CollectionsMarshal.GetValueRefOrAddDefault(_byTenant, past.Uid, out _) ??= past;
            }

            _newest++;
            if (_newest - _start == (long)_blocks.Count * BlockSize)
            {
                _blocks.Add(new Slot[BlockSize]);
            }

            At(_newest) = new Slot(item, past.Newest);
            past.Newest = _newest;
            if (retain is { } age && _newest - _oldest >= TrimmedAtOnce && of(item).End is var end && end - of(At(_oldest + TrimmedAtOnce).Item).End > age)
            {
                Trim(end - age, TrimmedAtOnce);
            }
        }
    }

    private ref Slot At(long number)
    {
        (long block, long place) = Math.DivRem(number - _start, BlockSize);
        return ref _blocks[(int)block][place];
    }

    /// <summary>One that is kept, and the number of the one of its tenant before it.</summary>
    private readonly record struct Slot(T Item, long Before);

    /// <summary>The number of the newest of a tenant; 0 for none.</summary>
    private sealed class Past(TenantUid uid)
    {
        public TenantUid Uid => uid;

        public long Newest { get; set; }
    }
}
