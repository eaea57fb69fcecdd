namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Finds tenants by id through the cache and hands everything else to the store. When a verb that changes a tenant returns, the
/// cached answer is forgotten, also when it throws: a failure may have taken effect, and a conflict proves that the answer is old.
/// When any other verb returns a tenant, a cached answer that differs is forgotten, so that a caller that has read a change through
/// this host does not read the older state afterwards.
/// </summary>
internal sealed partial class CachingTenantStore(ITenantStore inner, TenancyCaches caches) : ITenantStore
{
    private readonly ReadThroughCache<string, Tenant?> _tenants = caches.Tenants;

    public ValueTask<Tenant?> FindAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Tenant?>(cancellationToken);
        }

        return _tenants.TryGet(tenantId.Value, out Tenant? tenant) ? new ValueTask<Tenant?>(tenant) : FetchAsync(tenantId, cancellationToken);
    }

    public async ValueTask<Tenant?> FindLatestAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        Tenant? tenant = await inner.FindLatestAsync(tenantId, cancellationToken).ConfigureAwait(false);
        ForgetIfDifferent(tenantId, tenant);
        return tenant;
    }

    public async ValueTask<IReadOnlyList<Tenant>> FindManyAsync(IReadOnlyList<TenantReference> tenants, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string[] keys = new string[tenants.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = tenants[i].Id.Value;
        }

        Tenant?[] answers = await _tenants.GetManyAsync(keys, places => FetchAsync(tenants, places), cancellationToken).ConfigureAwait(false);
        List<Tenant> found = new(answers.Length);
        for (int i = 0; i < answers.Length; i++)
        {
            // That a uid does not match is never said from the cache.
            Tenant? tenant = answers[i] is { } known && !tenants[i].Names(known.Uid)
                ? await FindLatestAsync(known.Id, cancellationToken).ConfigureAwait(false)
                : answers[i];
            if (tenant is not null && tenants[i].Names(tenant.Uid))
            {
                found.Add(tenant);
            }
        }

        return found;
    }

    public async ValueTask<Tenant?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        ForgetIfDifferent(await inner.FindByNameAsync(name, cancellationToken).ConfigureAwait(false));

    public async ValueTask<Tenant?> FindByNamespaceAsync(string namespaceName, CancellationToken cancellationToken) =>
        ForgetIfDifferent(await inner.FindByNamespaceAsync(namespaceName, cancellationToken).ConfigureAwait(false));

    public async ValueTask<IReadOnlyList<Tenant>> ListAsync(TenantQuery query, CancellationToken cancellationToken)
    {
        IReadOnlyList<Tenant> tenants = await inner.ListAsync(query, cancellationToken).ConfigureAwait(false);
        foreach (Tenant tenant in tenants)
        {
            ForgetIfDifferent(tenant);
        }

        return tenants;
    }

    public async ValueTask<TenantWritten> AddAsync(
        Tenant tenant, TenancyEvent change, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.AddAsync(tenant, change, key, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            caches.TenantChanged(tenant.Id);
        }
    }

    public async ValueTask<TenantWritten> UpdateAsync(
        Tenant tenant, long expectedVersion, bool onlyIfIdle, TenancyEvent change, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.UpdateAsync(tenant, expectedVersion, onlyIfIdle, change, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            caches.TenantChanged(tenant.Id);
        }
    }

    public async ValueTask<IReadOnlyList<TenancyEvent>> RemoveAsync(
        TenantReference tenant, long expectedVersion, TenantDeleted change, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.RemoveAsync(tenant, expectedVersion, change, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Its bindings may have gone with it.
            caches.TenantChanged(tenant.Id);
            caches.AccessChanged();
        }
    }

    // Apart from FindAsync, where what the lambda captures would be made for hits too.
    private ValueTask<Tenant?> FetchAsync(TenantId tenantId, CancellationToken cancellationToken) =>
        _tenants.FetchAsync(tenantId.Value, () => inner.FindAsync(tenantId, CancellationToken.None), cancellationToken);

    private async ValueTask<Tenant?[]> FetchAsync(IReadOnlyList<TenantReference> tenants, IReadOnlyList<int> places)
    {
        // By the id alone: the answer is kept for whoever asks for it.
        TenantId[] asked = [.. places.Select(i => tenants[i].Id)];
        Dictionary<TenantId, Tenant> found = [];
        foreach (Tenant tenant in await inner.FindManyAsync([.. asked.Select(id => new TenantReference(id))], CancellationToken.None).ConfigureAwait(false))
        {
            found[tenant.Id] = tenant;
        }

        return [.. asked.Select(found.GetValueOrDefault)];
    }

    /// <summary>Forgets the cached answer if it differs from this tenant, which was just read from the store, and returns the tenant.</summary>
    private Tenant? ForgetIfDifferent(Tenant? tenant)
    {
        if (tenant is not null)
        {
            ForgetIfDifferent(tenant.Id, tenant);
        }

        return tenant;
    }

    private void ForgetIfDifferent(TenantId tenantId, Tenant? tenant) => _tenants.ForgetUnless(
        tenantId.Value, tenant, static (known, seen) => known?.Version == seen?.Version && known?.Uid == seen?.Uid);
}
