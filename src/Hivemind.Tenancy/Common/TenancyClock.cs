namespace Hivemind.Tenancy;

/// <summary>The host's <see cref="TimeProvider"/>, in whole microseconds, which every database keeps exactly.</summary>
internal sealed class TenancyClock(TimeProvider time)
{
    private static readonly DateTimeOffset LatestDeletion = DateTimeOffset.MaxValue.AddMicroseconds(-2);

    private readonly Dictionary<TenantId, DateTimeOffset> _deletions = [];

    public DateTimeOffset Now => WholeMicroseconds(time.GetUtcNow());

    public static DateTimeOffset WholeMicroseconds(DateTimeOffset value) =>
        FromTicks(value.UtcTicks - (value.UtcTicks % TimeSpan.TicksPerMicrosecond));

    public static TimeSpan WholeMicroseconds(TimeSpan value) => new(value.Ticks - (value.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>The time that is so many ticks in UTC.</summary>
    public static DateTimeOffset FromTicks(long ticks) => new(new DateTime(ticks, DateTimeKind.Utc));

    /// <summary>The time of something that happens to a tenant: never before its creation, even when the clock was set back.</summary>
    public DateTimeOffset NowFor(Tenant tenant)
    {
        DateTimeOffset now = Now;
        return now < tenant.CreatedAt ? tenant.CreatedAt : now;
    }

    /// <summary>A creation time later than the last deletion of that id here, so that it names the incarnation even when the clock stands still or was set back.</summary>
    public DateTimeOffset NextCreation(TenantId tenantId)
    {
        DateTimeOffset now = Now;
        lock (_deletions)
        {
            return _deletions.TryGetValue(tenantId, out DateTimeOffset deletedAt) && now <= deletedAt && deletedAt < LatestDeletion
                ? deletedAt + TimeSpan.FromMicroseconds(1)
                : now;
        }
    }

    /// <summary>Remembers a deletion as long as the clock has not moved past it.</summary>
    public void NoteDeletion(TenantId tenantId, DateTimeOffset at)
    {
        DateTimeOffset now = Now;
        lock (_deletions)
        {
            foreach (TenantId past in _deletions.Where(d => d.Value < now).Select(d => d.Key).ToList())
            {
                _deletions.Remove(past);
            }

            _deletions[tenantId] = at;
        }
    }
}
