using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A reader of apps.</summary>
internal sealed class AppFollower(ITenantAppFeed feed, string user, TenantReference tenant, string? namespaceName = null, string? name = null)
    : Follower<IReadOnlyList<AppKey>>(left => feed.FollowAsync(user, tenant, namespaceName, name, left))
{
    /// <summary>The names in the next entry, letting the host's time pass until it comes.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(StreamHost host) =>
        [.. (await TakeAsync(host, AppSampler.Interval)).Select(a => a.Name).Order(StringComparer.Ordinal)];
}
