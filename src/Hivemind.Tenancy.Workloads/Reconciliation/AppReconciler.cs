using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy.Workloads;

/// <summary>Marks first, then the list, then tenant by tenant. A source that does not answer, a tenant or an app that cannot be settled, stops nothing but itself.</summary>
internal sealed class AppReconciler(
    IWorkloadEngine engine,
    ITenantManager tenants,
    IQuotaManager quotas,
    ITenantStore store,
    TenantReconciliation settlement,
    AppSuspension suspension,
    TimeProvider time,
    WorkloadsLogger logger) : IAppReconciler, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, SourceHealth> _health = new(StringComparer.Ordinal);
    private Misfits _misfits = new([], []);

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

    public IReadOnlyList<AppKey> Unknown => settlement.Unknown;

    public void Dispose() => _turn.Dispose();

    public async ValueTask<bool> ReconcileAsync(CancellationToken cancellationToken = default)
    {
        using TenantScope scope = Act();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            bool isComplete = true;
            Misfits misfits = new([], []);
            foreach (string source in engine.Sources)
            {
                isComplete &= await ReconcileSourceAsync(source, misfits, cancellationToken).ConfigureAwait(false);
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
            IReadOnlyList<ReconciliationMark> marks = await quotas.ReadMarksAsync([tenant], cancellationToken).ConfigureAwait(false);
            if (await ListAsync(source, tenant, cancellationToken).ConfigureAwait(false) is { } listing)
            {
                await TryAsync(source, tenant, () => SettleAsync(source, tenant, marks is [var mark] ? mark : null, listing, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
            }
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

    public async ValueTask RemoveLeftVolumesAsync(TenantReference tenant, CancellationToken cancellationToken = default)
    {
        if (tenant.Uid is null)
        {
            throw new ArgumentException($"Tenant '{tenant}' is refused: one that is gone is named with its uid.", nameof(tenant));
        }

        using TenantScope scope = Act();
        if (await settlement.IsThereAsync(tenant, cancellationToken).ConfigureAwait(false))
        {
            throw new InvalidOperationException($"Tenant '{tenant}' is not gone: its volumes go with it.");
        }

        await engine.RemoveTenantAsync(tenant, keepVolumes: false, cancellationToken).ConfigureAwait(false);
    }

    private static TenantScope Act() => TenantContext.System("hivemind-tenancy-workloads", "reconciles apps").Enter();

    /// <returns>Whether it answered, and everything of it is settled.</returns>
    private async ValueTask<bool> ReconcileSourceAsync(string source, Misfits misfits, CancellationToken cancellationToken)
    {
        List<ReconciliationMark> marks = [];
        await foreach (ReconciliationMark mark in MarksAsync(cancellationToken).ConfigureAwait(false))
        {
            marks.Add(mark);
        }

        if (await ListAsync(source, tenant: null, cancellationToken).ConfigureAwait(false) is not { } listing)
        {
            return false;
        }

        bool isComplete = true;
        ILookup<TenantReference, EngineApp> apps = listing.Apps.ToLookup(a => a.Desired.Key.Tenant);
        ILookup<TenantReference, AppVolume> volumes = listing.Volumes.ToLookup(v => v.Key.Tenant);
        ILookup<TenantReference, EngineApp> ending = listing.Ending.ToLookup(a => a.Desired.Key.Tenant);
        HashSet<TenantReference> left = [.. apps.Select(g => g.Key), .. volumes.Select(g => g.Key)];
        foreach (ReconciliationMark mark in marks)
        {
            TenantReference tenant = new(mark.TenantId, mark.TenantUid);
            left.Remove(tenant);
            isComplete &= await TryAsync(
                source,
                tenant,
                async () => await SettleAsync(source, tenant, mark, Of(tenant), cancellationToken).ConfigureAwait(false)
                    & await FollowStatusAsync(tenant, Of(tenant), misfits, cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }

        foreach (TenantReference tenant in left)
        {
            isComplete &= await TryAsync(
                source, tenant, () => SettleAsync(source, tenant, mark: null, Of(tenant), cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return isComplete;

        EngineListing Of(TenantReference tenant) => new([.. apps[tenant]], [.. volumes[tenant]]) { Ending = [.. ending[tenant]] };
    }

    private ValueTask<bool> SettleAsync(
        string source, TenantReference tenant, ReconciliationMark? mark, EngineListing listing, CancellationToken cancellationToken) => mark is null
            ? settlement.RemoveLeftAsync(source, tenant, listing, cancellationToken)
            : settlement.SettleAsync(source, mark, listing, cancellationToken);

    /// <summary>
    /// An app that runs while its tenant is suspended, or the other way round, is put right when two passes in a row have found it so: a
    /// suspension that is under way does it by itself.
    /// </summary>
    private async ValueTask<bool> FollowStatusAsync(TenantReference tenant, EngineListing listing, Misfits misfits, CancellationToken cancellationToken)
    {
        if (listing.Apps.Count == 0
            || await store.FindLatestAsync(tenant.Id, cancellationToken).ConfigureAwait(false) is not { Status: TenantStatus.Active or TenantStatus.Suspended } now
            || now.Uid != tenant.Uid)
        {
            return true;
        }

        bool isSuspended = now.Status == TenantStatus.Suspended;
        bool isComplete = true;
        foreach (AppKey key in listing.Apps.Where(a => a.Desired.IsSuspended != isSuspended).Select(a => a.Desired.Key))
        {
            if (!_misfits.Found.Contains(key) && !_misfits.Refused.Contains(key))
            {
                misfits.Found.Add(key);
            }
            else
            {
                isComplete &= await settlement.TryAsync(key, () => FollowAsync(key), cancellationToken).ConfigureAwait(false);
            }
        }

        return isComplete;

        async Task FollowAsync(AppKey key)
        {
            if (isSuspended)
            {
                await suspension.SuspendAsync(key, cancellationToken).ConfigureAwait(false);
            }
            else if (!await suspension.ResumeAsync(now, key, _misfits.Refused.Contains(key), cancellationToken).ConfigureAwait(false))
            {
                misfits.Refused.Add(key);
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

    /// <summary>What a source has; null, and its health says so, when it does not answer.</summary>
    private async ValueTask<EngineListing?> ListAsync(string source, TenantReference? tenant, CancellationToken cancellationToken)
    {
        try
        {
            EngineListing listing = await engine.ListAsync(source, tenant, cancellationToken).ConfigureAwait(false);
            Say(new SourceHealth(source, IsHealthy: true, time.GetUtcNow()), null);
            return listing;
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            Say(new SourceHealth(source, IsHealthy: false, time.GetUtcNow(), e.Message), e);
            return null;
        }
    }

    /// <summary>One tenant that cannot be settled stands in nobody else's way; a store that fails is everybody's.</summary>
    private async ValueTask<bool> TryAsync(string source, TenantReference tenant, Func<ValueTask<bool>> settle, CancellationToken cancellationToken)
    {
        try
        {
            return await settle().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not TenancyStoreException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            logger.Log.TenantFailed(source, tenant, e);
            return false;
        }
    }

    /// <summary>Apps that a pass has found not to be as their tenant's status wants them, and those of them that their isolation keeps from it, which has been reported.</summary>
    private sealed record Misfits(HashSet<AppKey> Found, HashSet<AppKey> Refused);

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
