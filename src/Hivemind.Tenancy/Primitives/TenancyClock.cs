namespace Hivemind.Tenancy;

/// <summary>The host's <see cref="TimeProvider"/>, in whole microseconds, which every database keeps exactly.</summary>
internal sealed class TenancyClock(TimeProvider time)
{
    private static readonly DateTimeOffset Latest = WholeMicroseconds(DateTimeOffset.MaxValue);

    /// <summary>The clock of incarnations stops here, a day before the last: that leaves room to count them up in.</summary>
    private static readonly DateTimeOffset LastDay = Latest.AddDays(-1);

    private readonly Dictionary<TenantId, DateTimeOffset> _deletions = [];
    private DateTimeOffset _forgotten;

    public DateTimeOffset Now => WholeMicroseconds(time.GetUtcNow());

    public static DateTimeOffset WholeMicroseconds(DateTimeOffset value) =>
        FromTicks(value.UtcTicks - (value.UtcTicks % TimeSpan.TicksPerMicrosecond));

    public static TimeSpan WholeMicroseconds(TimeSpan value) => new(value.Ticks - (value.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>The time that is so many ticks in UTC.</summary>
    public static DateTimeOffset FromTicks(long ticks) => new(new DateTime(ticks, DateTimeKind.Utc));

    /// <summary>When something ends that lasts so long from now on: at the end of time at the latest.</summary>
    public static DateTimeOffset After(DateTimeOffset now, TimeSpan length) => Latest - now < length ? Latest : now + length;

    /// <summary>The time of something that happens to a tenant: never before its creation, even when the clock was set back.</summary>
    public DateTimeOffset NowFor(Tenant tenant) => Later(Now, tenant.CreatedAt);

    /// <summary>A creation time later than the last deletion of that id here, so that it names the incarnation even when the clock stands still or was set, forward and back.</summary>
    public DateTimeOffset NextCreation(TenantId tenantId)
    {
        DateTimeOffset now = Earlier(Now, LastDay);
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
        DateTimeOffset now = Earlier(Now, LastDay);
        DateTimeOffset at = Later(now, tenant.CreatedAt);
        lock (_deletions)
        {
            foreach ((TenantId id, DateTimeOffset past) in _deletions.Where(d => d.Value < now).ToList())
            {
                _deletions.Remove(id);
                _forgotten = Later(_forgotten, past);
            }

            // Whoever is late with the deletion of a former tenant must not hide a later one.
            _deletions[tenant.Id] = Later(at, _deletions.GetValueOrDefault(tenant.Id, _forgotten));
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
