namespace Hivemind.Tenancy.Storage;

/// <summary>
/// The hand of tests on a store's time, which is the store's own: register one as a service, and every store of ours that the services
/// make takes the time from it instead of from its database or machine.
/// </summary>
/// <param name="time">Where the time comes from; only <see cref="TimeProvider.GetUtcNow"/> is asked.</param>
public sealed class StoreClock(TimeProvider time)
{
    /// <summary>The time, in whole microseconds.</summary>
    public DateTimeOffset Now => TenancyClock.WholeMicroseconds(time.GetUtcNow());
}
