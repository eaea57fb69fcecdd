using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Storage;

/// <summary>
/// The reference store: everything in this process, nothing after it. Two kinds of locks, always taken in this order: the
/// store's, for adding, changing and removing tenants and for the indexes; a tenant's (<see cref="TenantEntry"/>), for its
/// record and ledger. The event log's own lock comes last. Finding by id takes none, and has a dictionary of its own, so that it
/// costs what one look-up costs; its record and the entry's are the same once a change has returned.
/// </summary>
internal sealed partial class InMemoryTenantStore(IOptions<HivemindTenancyOptions> options) : ITenantStore
{
    /// <summary>How many tenants are looked at under the store's lock.</summary>
    private const int SearchedAtOnce = 1000;

    private readonly object _gate = new();
    private readonly ConcurrentDictionary<string, Tenant> _tenants = new();
    private readonly ConcurrentDictionary<string, TenantEntry> _entries = new();
    private readonly TenantIndex _index = new();

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

    public ValueTask<IReadOnlyList<Tenant>> FindManyAsync(IReadOnlyList<TenantId> tenantIds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<Tenant> tenants = new(tenantIds.Count);
        foreach (TenantId id in tenantIds is ValueList<TenantId> list ? list.AsSpan() : [.. tenantIds])
        {
            if (_tenants.TryGetValue(id.Value, out Tenant? tenant))
            {
                tenants.Add(tenant);
            }
        }

        return new ValueTask<IReadOnlyList<Tenant>>(tenants);
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

    public ValueTask<IReadOnlyList<TenancyEvent>> AddAsync(Tenant tenant, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_tenants.ContainsKey(tenant.Id.Value))
            {
                throw new TenantConflictException(TenantConflictKind.Id, tenant.Id.Value);
            }

            _index.EnsureFree(tenant);
            _index.Add(tenant);
            TenantEntry entry = new(tenant);
            lock (entry)
            {
                // A call that finds it waits for its lock, so that nothing is logged of the tenant before its creation.
                _entries[tenant.Id.Value] = entry;
                _tenants[tenant.Id.Value] = tenant;
                return Recorded(change);
            }
        }
    }

    public ValueTask<IReadOnlyList<TenancyEvent>> UpdateAsync(
        Tenant tenant, long expectedVersion, TenancyEvent change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            TenantEntry entry = Entry(tenant.Id);
            lock (entry)
            {
                EnsureVersion(entry.Tenant, tenant, expectedVersion);
                _index.EnsureFree(tenant);
                _index.Remove(entry.Tenant);
                _index.Add(tenant);
                entry.Tenant = tenant;
                _tenants[tenant.Id.Value] = tenant;
                entry.Ledger?.Advance(tenant.ResourceQuotas, change.OccurredAt);
                return Recorded(change, entry.Ledger?.Judge(change.OccurredAt));
            }
        }
    }

    public ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
        TenantId tenantId, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            TenantEntry entry = Entry(tenantId);
            lock (entry)
            {
                EnsureVersion(entry.Tenant, change.Tenant, expectedVersion);
                if (!entry.Tenant.Status.Allows(TenantOperation.Remove))
                {
                    throw new InvalidTenantTransitionException(tenantId, entry.Tenant.Status, TenantStatus.Terminating);
                }

                _index.Remove(entry.Tenant);
                _tenants.TryRemove(tenantId.Value, out _);
                _entries.TryRemove(tenantId.Value, out _);
                entry.IsRemoved = true;
                entry.Ledger = null;
                return Recorded(change);
            }
        }
    }

    public ValueTask<EventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<EventPage>(Log.Read(query));
    }

    public ValueTask WaitForEventsAsync(long after, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask(Log.WaitAsync(after, cancellationToken));
    }

    public ValueTask<long> AcknowledgeEventsAsync(string reader, long through, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<long>(Log.Acknowledge(reader, through));
    }

    public ValueTask<int> TrimEventsAsync(EventRetention retention, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(Log.Trim(retention, now));
    }

    public Tenant? Find(TenantId tenantId) => _tenants.TryGetValue(tenantId.Value, out Tenant? tenant) ? tenant : null;

    /// <summary>Runs <paramref name="action"/> while the tenant can neither change nor go; for bindings, which may not outlive it.</summary>
    public T WithTenant<T>(TenantId tenantId, Func<Tenant, T> action)
    {
        TenantEntry entry = Entry(tenantId);
        lock (entry)
        {
            EnsurePresent(entry);
            return action(entry.Tenant);
        }
    }

    /// <summary>Versions begin anew with each incarnation, so an equal one proves nothing about another.</summary>
    private static void EnsureVersion(Tenant current, Tenant known, long expectedVersion)
    {
        if (current.Version != expectedVersion || current.CreatedAt != known.CreatedAt)
        {
            throw new TenantVersionConflictException(current.Id, expectedVersion, current.Version);
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

    private ValueTask<IReadOnlyList<TenancyEvent>> Recorded(TenancyEvent change, List<TenancyEvent>? crossings = null) =>
        new(crossings is null ? [Log.Append(change)] : [Log.Append(change), .. RecordedCrossings(crossings)]);

    private TenancyEvent[] RecordedCrossings(List<TenancyEvent>? crossings) => crossings is null ? [] : [.. crossings.Select(Log.Append)];
}
