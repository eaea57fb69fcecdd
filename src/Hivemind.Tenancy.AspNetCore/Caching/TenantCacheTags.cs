namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Tags of output cache entries, for <c>IOutputCacheStore.EvictByTagAsync</c>. The library evicts by them, too.</summary>
public static class TenantCacheTags
{
    /// <summary>The tag of every tenant's entries.</summary>
    public const string All = "hivemind-tenancy";

    /// <summary>The tag of one tenant's entries: what the host evicts when its own data of that tenant change.</summary>
    /// <param name="uid">Which tenant: <see cref="Tenant.Uid"/>.</param>
    public static string Of(TenantUid uid) => $"{All}-{uid}";
}
