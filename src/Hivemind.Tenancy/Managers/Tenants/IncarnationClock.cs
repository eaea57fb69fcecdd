namespace Hivemind.Tenancy;

/// <summary>Gives creation times that tell apart all tenants of one id that this host has made and deleted.</summary>
internal sealed class IncarnationClock(TenancyClock clock)
{
    /// <summary>It stops here, a day before the last: that leaves room to count creations up in.</summary>
    private static readonly DateTimeOffset LastDay = TenancyClock.Latest.AddDays(-1);

    private readonly Dictionary<TenantId, DateTimeOffset> _deletions = [];
    private DateTimeOffset _forgotten;

    /// <summary>A creation time later than the last deletion of that id here, so that it names the incarnation even when the clock stands still or was set, forward and back.</summary>
    public DateTimeOffset NextCreation(TenantId tenantId)
    {
        DateTimeOffset now = TenancyClock.Earlier(clock.Now, LastDay);
        lock (_deletions)
        {
            DateTimeOffset deletedAt = _deletions.GetValueOrDefault(tenantId, _forgotten);
            return now <= deletedAt ? deletedAt + TimeSpan.FromMicroseconds(1) : now;
        }
    }

    /// <summary>
    /// Remembers a deletion as long as the clock has not moved past it. Of those it forgets the latest time is kept, which counts
    /// for every id once the clock is set back to before it.
    /// </summary>
    public void NoteDeletion(Tenant tenant)
    {
        DateTimeOffset now = TenancyClock.Earlier(clock.Now, LastDay);
        DateTimeOffset at = TenancyClock.Later(now, tenant.CreatedAt);
        lock (_deletions)
        {
            foreach ((TenantId id, DateTimeOffset past) in _deletions.Where(d => d.Value < now).ToList())
            {
                _deletions.Remove(id);
                _forgotten = TenancyClock.Later(_forgotten, past);
            }

            // A host that is late with the deletion of a former tenant must not hide a later one.
            _deletions[tenant.Id] = TenancyClock.Later(at, _deletions.GetValueOrDefault(tenant.Id, _forgotten));
        }
    }
}
