namespace Hivemind.Tenancy.Storage;

/// <summary>
/// An <see cref="ITenantStore"/> whose <see cref="ITenantStore.FindAsync"/> and <see cref="ITenantStore.FindManyAsync"/> may
/// answer what was so a moment ago. For adapter authors. That is good enough to let a request in, and for nothing that is
/// decided once and for all: whoever changes a tenant, runs its provisioners, or acts inside it by id asks
/// <see cref="FindLatestAsync"/>. A store that does not cache need not implement it.
/// </summary>
public interface ICachedTenantStore : ITenantStore
{
    /// <summary>As <see cref="ITenantStore.FindAsync"/>, but with every change that had returned, on whichever host, when this was called.</summary>
    ValueTask<Tenant?> FindLatestAsync(TenantId tenantId, CancellationToken cancellationToken);
}
