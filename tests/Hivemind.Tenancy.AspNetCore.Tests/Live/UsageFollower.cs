namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A reader of usages.</summary>
internal sealed class UsageFollower(ITenantUsageFeed feed, string user, params TenantReference[] tenants)
    : Follower<TenantUsage>(left => feed.FollowAsync(user, tenants, left))
{
    /// <summary>The next usage, letting the host's time pass.</summary>
    public Task<TenantUsage> TakeAsync(StreamHost host) => TakeAsync(host, UsageSampler.Interval);
}
