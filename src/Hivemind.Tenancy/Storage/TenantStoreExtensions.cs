namespace Hivemind.Tenancy.Storage;

/// <summary>What the managers ask of any store.</summary>
internal static class TenantStoreExtensions
{
    /// <summary>The tenant as it is now, past any cache; null when there is none.</summary>
    public static ValueTask<Tenant?> FindLatestAsync(this ITenantStore store, TenantId tenantId, CancellationToken cancellationToken) =>
        store is ICachedTenantStore cached ? cached.FindLatestAsync(tenantId, cancellationToken) : store.FindAsync(tenantId, cancellationToken);
}
