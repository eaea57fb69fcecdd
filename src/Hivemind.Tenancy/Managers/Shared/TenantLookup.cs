using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>Looking at a tenant that is named by id and uid. That a uid does not match is never said from a cache.</summary>
internal static class TenantLookup
{
    /// <summary>The tenant, as a cache may have it; null when there is none, or one of another uid.</summary>
    public static ValueTask<Tenant?> FindNamedAsync(this ITenantStore store, in TenantReference tenant, CancellationToken cancellationToken)
    {
        if (!tenant.HasUid)
        {
            return store.FindAsync(tenant.Id, cancellationToken);
        }

        ValueTask<Tenant?> finding = store.FindAsync(tenant.Id, cancellationToken);
        if (!finding.IsCompletedSuccessfully)
        {
            return AwaitedAsync(store, tenant, finding, cancellationToken);
        }

        Tenant? found = finding.Result;
        return found is null || tenant.Names(found.Uid) ? new ValueTask<Tenant?>(found) : FindLatestNamedAsync(store, tenant, cancellationToken);
    }

    /// <summary>The tenant as it is now; null when there is none, or one of another uid.</summary>
    public static async ValueTask<Tenant?> FindLatestNamedAsync(this ITenantStore store, TenantReference tenant, CancellationToken cancellationToken) =>
        await store.FindLatestAsync(tenant.Id, cancellationToken).ConfigureAwait(false) is { } found && tenant.Names(found.Uid) ? found : null;

    /// <summary>As <see cref="FindLatestNamedAsync"/>, but throws.</summary>
    /// <exception cref="TenantNotFoundException">There is none, or one of another uid.</exception>
    public static async ValueTask<Tenant> GetLatestAsync(this ITenantStore store, TenantReference tenant, CancellationToken cancellationToken) =>
        await store.FindLatestNamedAsync(tenant, cancellationToken).ConfigureAwait(false) ?? throw new TenantNotFoundException(tenant.Id);

    private static async ValueTask<Tenant?> AwaitedAsync(
        ITenantStore store, TenantReference tenant, ValueTask<Tenant?> finding, CancellationToken cancellationToken)
    {
        Tenant? found = await finding.ConfigureAwait(false);
        return found is null || tenant.Names(found.Uid) ? found : await store.FindLatestNamedAsync(tenant, cancellationToken).ConfigureAwait(false);
    }
}
