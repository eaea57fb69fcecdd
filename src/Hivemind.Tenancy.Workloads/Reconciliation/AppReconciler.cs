using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy.Workloads;

/// <summary>Marks first, then the list, then tenant by tenant. A source that does not answer stops nothing but itself.</summary>
internal sealed class AppReconciler(
    IWorkloadEngine engine,
    ITenantManager tenants,
    IQuotaManager quotas,
    ITenantStore store,
    TenantReconciliation settlement,
    AppChangeRunner runner,
    TimeProvider time,
    WorkloadsLogger logger) : IAppReconciler, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, SourceHealth> _health = new(StringComparer.Ordinal);
    private HashSet<AppKey> _misfits = [];

    public IReadOnlyList<SourceHealth> Health
    {
        get
        {
            lock (_health)
            {
                return [.. _health.Values.OrderBy(h => h.Source, StringComparer.Ordinal)];
            }
        }
    }

    public void Dispose() => _turn.Dispose();

    public async ValueTask<bool> ReconcileAsync(CancellationToken cancellationToken = default)
    {
        using TenantScope scope = Act();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            bool isComplete = true;
            HashSet<AppKey> misfits = [];
            foreach (string source in engine.Sources)
            {
                isComplete &= await TryAsync(source, () => ReconcileSourceAsync(source, misfits, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            _misfits = misfits;
            return isComplete;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reconciles what one source has of one tenant.</summary>
    public async ValueTask ReconcileAsync(string source, TenantReference tenant, CancellationToken cancellationToken)
    {
        using TenantScope scope = Act();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await TryAsync(source, async () =>
            {
                IReadOnlyList<ReconciliationMark> marks = await quotas.ReadMarksAsync([tenant], cancellationToken).ConfigureAwait(false);
                EngineListing listing = await engine.ListAsync(source, tenant, cancellationToken).ConfigureAwait(false);
                await SettleAsync(source, tenant, marks is [var mark] ? mark : null, listing, cancellationToken).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask ForgetSourceAsync(string source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (engine.Sources.Contains(source, StringComparer.Ordinal))
        {
            throw new InvalidOperationException($"The engine still has the source '{source}': take it out there first.");
        }

        using TenantScope scope = Act();
        await foreach (ReconciliationMark mark in MarksAsync(cancellationToken).ConfigureAwait(false))
        {
            await quotas.ReconcileAsync(new AllocationObservation(source, mark, []), cancellationToken).ConfigureAwait(false);
        }

        lock (_health)
        {
            _health.Remove(source);
        }
    }

    private static TenantScope Act() => TenantContext.System("hivemind-tenancy-workloads", "reconciles apps").Enter();

    private async Task ReconcileSourceAsync(string source, HashSet<AppKey> misfits, CancellationToken cancellationToken)
    {
        List<ReconciliationMark> marks = [];
        await foreach (ReconciliationMark mark in MarksAsync(cancellationToken).ConfigureAwait(false))
        {
            marks.Add(mark);
        }

        EngineListing listing = await engine.ListAsync(source, tenant: null, cancellationToken).ConfigureAwait(false);
        Dictionary<TenantReference, EngineListing> byTenant = listing.Apps.Select(a => a.Desired.Key.Tenant).Concat(listing.Volumes.Select(v => v.Key.Tenant)).Distinct()
            .ToDictionary(t => t, t => new EngineListing([.. listing.Apps.Where(a => a.Desired.Key.Tenant == t)], [.. listing.Volumes.Where(v => v.Key.Tenant == t)]));
        foreach (ReconciliationMark mark in marks)
        {
            TenantReference tenant = new(mark.TenantId, mark.TenantUid);
            EngineListing own = byTenant.Remove(tenant, out EngineListing? found) ? found : new EngineListing([], []);
            await SettleAsync(source, tenant, mark, own, cancellationToken).ConfigureAwait(false);
            await FollowStatusAsync(tenant, own, misfits, cancellationToken).ConfigureAwait(false);
        }

        foreach ((TenantReference tenant, EngineListing left) in byTenant)
        {
            await SettleAsync(source, tenant, mark: null, left, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask SettleAsync(
        string source, TenantReference tenant, ReconciliationMark? mark, EngineListing listing, CancellationToken cancellationToken) => mark is null
            ? settlement.RemoveLeftAsync(tenant, listing, cancellationToken)
            : settlement.SettleAsync(source, mark, listing, cancellationToken);

    /// <summary>
    /// An app that runs while its tenant is suspended, or the other way round, is put right when two passes in a row have found it so: a
    /// suspension that is under way does it by itself.
    /// </summary>
    private async ValueTask FollowStatusAsync(TenantReference tenant, EngineListing listing, HashSet<AppKey> misfits, CancellationToken cancellationToken)
    {
        if (listing.Apps.Count == 0 || await store.FindLatestAsync(tenant.Id, cancellationToken).ConfigureAwait(false) is not { } now || now.Uid != tenant.Uid)
        {
            return;
        }

        foreach (AppKey key in listing.Apps.Where(a => now.Status is TenantStatus.Active or TenantStatus.Suspended
            && a.Desired.IsSuspended != (now.Status == TenantStatus.Suspended)).Select(a => a.Desired.Key))
        {
            if (_misfits.Contains(key))
            {
                await runner.SetSuspendedAsync(key, now.Status == TenantStatus.Suspended, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                misfits.Add(key);
            }
        }
    }

    private async IAsyncEnumerable<ReconciliationMark> MarksAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TenantQuery query = new() { Limit = TenancyLimits.PageSize };
        while (true)
        {
            IReadOnlyList<Tenant> page = await tenants.ListTenantsAsync(query, cancellationToken).ConfigureAwait(false);
            if (page.Count > 0)
            {
                foreach (ReconciliationMark mark in await quotas.ReadMarksAsync([.. page.Select(t => (TenantReference)t)], cancellationToken).ConfigureAwait(false))
                {
                    yield return mark;
                }
            }

            if (page.Count < TenancyLimits.PageSize)
            {
                yield break;
            }

            query = query with { After = page[^1].Id };
        }
    }

    private async ValueTask<bool> TryAsync(string source, Func<Task> reconcile, CancellationToken cancellationToken)
    {
        try
        {
            await reconcile().ConfigureAwait(false);
            Say(new SourceHealth(source, IsHealthy: true, time.GetUtcNow()), null);
            return true;
        }
        catch (Exception e) when (e is not TenancyStoreException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            Say(new SourceHealth(source, IsHealthy: false, time.GetUtcNow(), e.Message), e);
            return false;
        }
    }

    private void Say(SourceHealth health, Exception? error)
    {
        bool isNews;
        lock (_health)
        {
            isNews = (_health.GetValueOrDefault(health.Source)?.IsHealthy ?? true) != health.IsHealthy;
            _health[health.Source] = health;
        }

        if (isNews && error is not null)
        {
            logger.Log.SourceFailed(health.Source, error);
        }
        else if (isNews)
        {
            logger.Log.SourceRecovered(health.Source);
        }
    }
}
