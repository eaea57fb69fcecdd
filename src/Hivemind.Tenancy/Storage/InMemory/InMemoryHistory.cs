using System.Runtime.InteropServices;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// What is over, usage records or windows, numbered from 1 in the order in which it was closed, and once more by tenant. Its lock is taken within
/// a tenant's, and nothing is taken within it. What is kept as plain values lies in blocks that the collector neither moves nor grows: keeping
/// an object each would cost several times what closing a record costs.
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
    private readonly List<T[]> _blocks = [];
    private readonly Dictionary<TenantUid, List<long>> _byTenant = [];

    /// <summary>The number of the first place of the first block, of the oldest that is kept, and of the newest.</summary>
    private long _start = 1, _oldest = 1, _newest;

    /// <summary>What adds to the past of one tenant: it looks for it once, not each time under the lock that all tenants share.</summary>
    public Action<T> AdderOf(TenantUid uid)
    {
        List<long>? own = null;
        return item =>
        {
            lock (_gate)
            {
                if (own is not { Count: > 0 })
                {
                    own = Own(uid);
                }

                Add(item, own);
            }
        };
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
            IEnumerable<long> own = _byTenant.GetValueOrDefault(uid) ?? [];
            return [.. own.Select(number => (number, At(number))).Where(numbered => where?.Invoke(numbered.Item2) != false)];
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
                page[i] = (first + i, At(first + i));
            }

            return (page, after < _oldest - 1);
        }
    }

    /// <summary>Removes the oldest that ended by then, at most so many.</summary>
    public int Trim(DateTimeOffset until, int most)
    {
        lock (_gate)
        {
            Dictionary<TenantUid, int> gone = [];
            int due = 0;
            while (due < most && _oldest <= _newest && of(At(_oldest)) is var (uid, end) && end <= until)
            {
                gone[uid] = gone.GetValueOrDefault(uid) + 1;
                At(_oldest) = default!;
                _oldest++;
                due++;
            }

            foreach ((TenantUid uid, int count) in gone)
            {
                List<long> own = _byTenant[uid];
                own.RemoveRange(0, count);
                if (own.Count == 0)
                {
                    _byTenant.Remove(uid);
                }
            }

            int empty = (int)((_oldest - _start) / BlockSize);
            _blocks.RemoveRange(0, empty);
            _start += (long)empty * BlockSize;
            return due;
        }
    }

    /// <summary>One that is empty is not kept, so it may be another than before.</summary>
    private List<long> Own(TenantUid uid)
    {
        ref List<long>? own = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTenant, uid, out _);
        return own ??= [];
    }

    private void Add(T item, List<long> own)
    {
        _newest++;
        if (_newest - _start == (long)_blocks.Count * BlockSize)
        {
            _blocks.Add(new T[BlockSize]);
        }

        At(_newest) = item;
        own.Add(_newest);
        if (retain is { } age && _newest - _oldest >= TrimmedAtOnce && of(item).End is var end && end - of(At(_oldest + TrimmedAtOnce)).End > age)
        {
            Trim(end - age, TrimmedAtOnce);
        }
    }

    private ref T At(long number)
    {
        (long block, long place) = Math.DivRem(number - _start, BlockSize);
        return ref _blocks[(int)block][place];
    }
}
