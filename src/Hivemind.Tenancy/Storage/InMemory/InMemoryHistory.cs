using System.Runtime.InteropServices;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// What is over, usage records or windows, numbered from 1 in the order in which it was closed, and once more by tenant. Its lock is taken within
/// a tenant's, and nothing is taken within it.
/// </summary>
/// <param name="of">Whose it is, and when it ended.</param>
/// <param name="retain">How long it is kept; null for ever.</param>
/// <param name="numbered">Told the number of each.</param>
internal sealed class InMemoryHistory<T>(Func<T, (TenantUid Uid, DateTimeOffset End)> of, TimeSpan? retain, Action<T, long>? numbered = null)
{
    /// <summary>How many have to be due before they go, so that removing costs each the same.</summary>
    private const int TrimmedAtOnce = 1024;

    private readonly object _gate = new();
    private readonly List<T> _all = [];
    private readonly Dictionary<TenantUid, List<T>> _byTenant = [];
    private long _newest;

    /// <summary>What adds to the past of one tenant: it looks for it once, not each time under the lock that all tenants share.</summary>
    public Action<T> AdderOf(TenantUid uid)
    {
        List<T>? own = null;
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

    public T[] Of(TenantUid uid, Func<T, bool>? where = null)
    {
        lock (_gate)
        {
            IEnumerable<T> own = _byTenant.GetValueOrDefault(uid) ?? [];
            return [.. where is null ? own : own.Where(where)];
        }
    }

    /// <summary>Those with larger numbers, and whether some of them are gone already.</summary>
    public (IReadOnlyList<T> Page, bool IsTrimmed) Read(long after, int limit)
    {
        lock (_gate)
        {
            long first = _newest - _all.Count + 1;
            int skipped = (int)Math.Clamp(after + 1 - first, 0, _all.Count);
            return (_all.GetRange(skipped, Math.Min(limit, _all.Count - skipped)), after + 1 < first);
        }
    }

    /// <summary>Removes the oldest that ended by then, at most so many.</summary>
    public int Trim(DateTimeOffset until, int most)
    {
        lock (_gate)
        {
            int due = _all.Take(most).TakeWhile(item => of(item).End <= until).Count();
            foreach (IGrouping<TenantUid, T> gone in _all.Take(due).GroupBy(item => of(item).Uid))
            {
                List<T> own = _byTenant[gone.Key];
                own.RemoveRange(0, gone.Count());
                if (own.Count == 0)
                {
                    _byTenant.Remove(gone.Key);
                }
            }

            _all.RemoveRange(0, due);
            return due;
        }
    }

    /// <summary>One that is empty is not kept, so it may be another than before.</summary>
    private List<T> Own(TenantUid uid)
    {
        ref List<T>? own = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTenant, uid, out _);
        return own ??= [];
    }

    private void Add(T item, List<T> own)
    {
        _newest++;
        numbered?.Invoke(item, _newest);
        _all.Add(item);
        own.Add(item);
        if (retain is { } age && _all.Count > TrimmedAtOnce && of(item).End is var end && end - of(_all[TrimmedAtOnce]).End > age)
        {
            Trim(end - age, TrimmedAtOnce);
        }
    }
}
