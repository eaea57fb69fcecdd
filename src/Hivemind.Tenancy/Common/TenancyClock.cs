namespace Hivemind.Tenancy;

/// <summary>The host's <see cref="TimeProvider"/>, in whole microseconds, which every database keeps exactly.</summary>
internal sealed class TenancyClock(TimeProvider time)
{
    private long _lastDeletion;

    public DateTimeOffset Now => WholeMicroseconds(time.GetUtcNow());

    public static DateTimeOffset WholeMicroseconds(DateTimeOffset value) =>
        new(value.UtcTicks - (value.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public static TimeSpan WholeMicroseconds(TimeSpan value) => new(value.Ticks - (value.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>The time of something that happens to a tenant: never before its creation, even when the clock was set back.</summary>
    public DateTimeOffset NowFor(Tenant tenant)
    {
        DateTimeOffset now = Now;
        return now < tenant.CreatedAt ? tenant.CreatedAt : now;
    }

    /// <summary>A creation time later than every deletion here, so that it names the incarnation even when the clock stands still.</summary>
    public DateTimeOffset NextCreation()
    {
        long afterDeletion = Interlocked.Read(ref _lastDeletion) + TimeSpan.TicksPerMicrosecond;
        DateTimeOffset now = Now;
        return now.UtcTicks < afterDeletion ? new DateTimeOffset(afterDeletion, TimeSpan.Zero) : now;
    }

    public void NoteDeletion(DateTimeOffset at)
    {
        long last = Interlocked.Read(ref _lastDeletion);
        while (at.UtcTicks > last)
        {
            long seen = Interlocked.CompareExchange(ref _lastDeletion, at.UtcTicks, last);
            if (seen == last)
            {
                return;
            }

            last = seen;
        }
    }
}
