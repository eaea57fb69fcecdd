using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// The reference store: everything in this process, nothing after it. Two kinds of locks, always taken in this order: the
/// store's, for adding, changing and removing tenants and for the indexes; a tenant's (<see cref="TenantEntry"/>), for its
/// record and ledger. Those of the keys (<see cref="InMemoryKeys"/>) and of the event log come last. Finding by id takes none, and has a dictionary of its own, so that it
/// costs what one look-up costs; its record and the entry's are the same once a change has returned.
/// </summary>
internal sealed partial class InMemoryTenantStore(
    IOptions<HivemindTenancyOptions> options, TimeProvider time, StoreClock? clockOfTests = null) : ITenantStore, IBindingsHost
{
    /// <summary>How many tenants are looked at under the store's lock.</summary>
    private const int SearchedAtOnce = 1000;

    private readonly object _gate = new();
    private readonly SteadyClock _clock = new(time, clockOfTests);
    private readonly ConcurrentDictionary<string, Tenant> _tenants = new();
    private readonly ConcurrentDictionary<string, TenantEntry> _entries = new();
    private readonly TenantIndex _index = new();

    public InMemoryKeys Keys { get; } = new();

    public InMemoryEventLog Log { get; } = new(options.Value.ResolveEventRetention());

    public ValueTask<Tenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Tenant?>(cancellationToken);
        }

        _tenants.TryGetValue(tenantId.Value, out Tenant? tenant);
        return new ValueTask<Tenant?>(tenant);
    }

    public ValueTask<IReadOnlyList<Tenant>> FindManyAsync(IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<Tenant> found = new(tenants.Count);
        foreach (TenantReference named in tenants is ValueList<TenantReference> list ? list.AsSpan() : [.. tenants])
        {
            if (_tenants.TryGetValue(named.Id.Value, out Tenant? tenant) && named.Names(tenant.Uid))
            {
                found.Add(tenant);
            }
        }

        return new ValueTask<IReadOnlyList<Tenant>>(found);
    }

    public ValueTask<Tenant?> FindByNameAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<Tenant?>(_index.ByName(name) is { } id ? _tenants[id.Value] : null);
        }
    }

    public ValueTask<Tenant?> FindByNamespaceAsync(string namespaceName, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new ValueTask<Tenant?>(_index.ByNamespace(namespaceName) is { } id ? _tenants[id.Value] : null);
        }
    }

    public ValueTask<IReadOnlyList<Tenant>> ListAsync(TenantQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<Tenant> page = [];
        TenantId? after = query.After;
        while (page.Count < query.Limit)
        {
            // The store's lock is held for a part at a time: a search may look at every tenant.
            Tenant[] part;
            lock (_gate)
            {
                part = [.. _index.Ids(query.OwnerId, after).Take(SearchedAtOnce).Select(id => _tenants[id])];
            }

            page.AddRange(part.Where(query.Matches).Take(query.Limit - page.Count));
            if (part.Length < SearchedAtOnce)
            {
                break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            after = part[^1].Id;
        }

        return new ValueTask<IReadOnlyList<Tenant>>(page);
    }

    public ValueTask<TenantWritten> AddAsync(Tenant tenant, TenancyEvent change, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            DateTimeOffset now = _clock.Now;
            TenantEntry entry = new(tenant with { CreatedAt = now, UpdatedAt = now });

            // A call that finds it waits for its lock, so that nothing is logged of the tenant before its creation.
            lock (entry)
            {
                return new ValueTask<TenantWritten>(key is null ? Add(entry, change, now) : Add(entry, change, now, key));
            }
        }
    }

    public ValueTask<TenantWritten> UpdateAsync(
        Tenant tenant, long expectedVersion, bool onlyIfIdle, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            TenantEntry entry = Entry(tenant.Id);
            lock (entry)
            {
                EnsureIs(entry, tenant);
                EnsureVersion(entry.Tenant, expectedVersion);
                DateTimeOffset now = _clock.Now;
                entry.Ledger?.Advance(entry.Tenant, now);
                if (entry.Ledger is { } ledger)
                {
                    TenantUseRules.EnsureMayChange(ledger.State, onlyIfIdle, onlyIfIdle && ledger.Allocations.Any(a => a.IsAdopted));
                    TenantUseRules.EnsureUnused(entry.Tenant, tenant, ledger.Allocations);
                }

                _index.EnsureFree(tenant);
                _plans.EnsureExists(entry.Tenant.Plan, tenant.Plan);
                tenant = tenant with { CreatedAt = entry.Tenant.CreatedAt, UpdatedAt = now };
                _index.Remove(entry.Tenant);
                _index.Add(tenant);
                _plans.Count(entry.Tenant.Plan, tenant.Plan);
                entry.Tenant = tenant;
                _tenants[tenant.Id.Value] = tenant;
                entry.Ledger?.Advance(tenant, now);
                return new ValueTask<TenantWritten>(new TenantWritten(
                    tenant, Recorded(entry, change, now, entry.Ledger?.State.Judge(now, mayReport: true))));
            }
        }
    }

    public ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
        TenantReference tenant, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            TenantEntry entry = Entry(tenant.Id);
            lock (entry)
            {
                EnsureIs(entry, tenant);
                EnsureVersion(entry.Tenant, expectedVersion);
                if (!entry.Tenant.Status.Allows(TenantOperation.Remove))
                {
                    throw new InvalidTenantTransitionException(tenant.Id, entry.Tenant.Status, TenantStatus.Terminating);
                }

                _index.Remove(entry.Tenant);
                _plans.Count(entry.Tenant.Plan, after: null);
                _tenants.TryRemove(tenant.Id.Value, out _);
                _entries.TryRemove(tenant.Id.Value, out _);
                entry.IsRemoved = true;
                DateTimeOffset now = _clock.Now;
                entry.Ledger?.Free(entry.Tenant, now);
                entry.Ledger = null;
                if (entry.Consumption is { } consumption)
                {
                    consumption.Advance(entry.Tenant, now);
                    ConsumptionRules.Close(consumption.State, now);
                    entry.Consumption = null;
                }

                return new ValueTask<IReadOnlyList<TenancyEvent>>(Recorded(entry, change, now));
            }
        }
    }

    public Tenant? Find(TenantReference tenant) =>
        _tenants.TryGetValue(tenant.Id.Value, out Tenant? found) && tenant.Names(found.Uid) ? found : null;

    public T WithTenant<T>(TenantReference tenant, Func<Tenant, T> action)
    {
        TenantEntry entry = Entry(tenant.Id);
        lock (entry)
        {
            EnsureIs(entry, tenant);
            return action(entry.Tenant);
        }
    }

    public DateTimeOffset Now => _clock.Now;

    private TenantWritten Add(TenantEntry entry, TenancyEvent change, DateTimeOffset now, IdempotencyKey key)
    {
        lock (Keys)
        {
            TenantId id = entry.Tenant.Id;
            IdempotencyRecord? record = Keys.Find(key);
            if (IdempotencyRules.IsRepeated(key, record, IdempotencyRules.MadeTenant(id), now))
            {
                return IdempotencyRules.Replay(key, record, _tenants.GetValueOrDefault(id.Value));
            }

            TenantWritten added = Add(entry, change, now);
            Keys.Write(key, IdempotencyRules.Record(key, added.Tenant));
            return added;
        }
    }

    private TenantWritten Add(TenantEntry entry, TenancyEvent change, DateTimeOffset now)
    {
        Tenant tenant = entry.Tenant;
        if (_tenants.ContainsKey(tenant.Id.Value))
        {
            throw new TenantConflictException(TenantConflictKind.Id, tenant.Id.Value);
        }

        _index.EnsureFree(tenant);
        _plans.EnsureExists(before: null, tenant.Plan);
        _index.Add(tenant);
        _plans.Count(before: null, tenant.Plan);
        _entries[tenant.Id.Value] = entry;
        _tenants[tenant.Id.Value] = tenant;
        return new TenantWritten(tenant, Recorded(entry, change, now));
    }

    private static void EnsureVersion(Tenant current, long expectedVersion)
    {
        if (current.Version != expectedVersion)
        {
            throw new TenantVersionConflictException(current.Id, expectedVersion, current.Version);
        }
    }

    /// <summary>Under the entry's lock: it is there, and the one that is named.</summary>
    private static void EnsureIs(TenantEntry entry, in TenantReference tenant)
    {
        EnsurePresent(entry);
        if (!tenant.Names(entry.Tenant.Uid))
        {
            throw new TenantNotFoundException(tenant.Id);
        }
    }

    private static void EnsurePresent(TenantEntry entry)
    {
        if (entry.IsRemoved)
        {
            throw new TenantNotFoundException(entry.Tenant.Id);
        }
    }

    private TenantEntry Entry(TenantId tenantId) =>
        _entries.TryGetValue(tenantId.Value, out TenantEntry? entry) ? entry : ThrowNotFound(tenantId);

    [DoesNotReturn]
    private static TenantEntry ThrowNotFound(TenantId tenantId) => throw new TenantNotFoundException(tenantId);
}
