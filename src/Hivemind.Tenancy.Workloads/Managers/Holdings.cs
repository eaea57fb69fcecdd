namespace Hivemind.Tenancy.Workloads;

/// <summary>What tenants hold for their apps and volumes, in the ledger of the core: by ids that say which, and by admission numbers where an id is not enough.</summary>
internal sealed class Holdings(IQuotaManager quotas, IWorkloadEngine engine)
{
    /// <summary>How long a hold lasts that nobody renews.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>How often a step is tried again that others came before.</summary>
    private const int Attempts = 20;

    /// <summary>Holds amounts under an id.</summary>
    /// <exception cref="QuotaExceededException">They do not fit.</exception>
    /// <exception cref="AllocationConflictException">The id is in use for something else.</exception>
    public ValueTask<ResourceReservation> ReserveAsync(
        AppKey key, string allocationId, ResourceAmounts amounts, string source, CancellationToken cancellationToken) => quotas.ReserveAsync(
            key.Tenant,
            amounts,
            new ReservationOptions { AllocationId = allocationId, Lease = Lease, Namespace = key.Namespace, Source = source },
            cancellationToken);

    /// <summary>
    /// Holds what an app takes. What is left under its id of one that is not wanted goes first; what still ends of it stays held, and counts for
    /// what takes its place.
    /// </summary>
    /// <exception cref="QuotaExceededException">It does not fit.</exception>
    /// <exception cref="AllocationConflictException">Another change of it is under way.</exception>
    /// <exception cref="AppConflictException">What ran under its name still ends at another source.</exception>
    public async ValueTask<ResourceReservation> ReserveAsync(DesiredApp app, ResourceAmounts amounts, CancellationToken cancellationToken)
    {
        try
        {
            return await ReserveAsync(app.Key, app.Key.AllocationId, amounts, app.Source, cancellationToken).ConfigureAwait(false);
        }
        catch (AllocationConflictException)
        {
            TenantReference tenant = app.Key.Tenant;
            if (await FindAsync(tenant, app.Key.AllocationId, cancellationToken).ConfigureAwait(false) is not { IsCommitted: true, Growth: null } left
                || await engine.FindAsync(app.Key, cancellationToken).ConfigureAwait(false) is { IsHeld: true }
                || await NeededAsync(app.Key, left.Source, cancellationToken).ConfigureAwait(false) is not { } needed)
            {
                throw;
            }

            if (!needed.Equals(ResourceAmounts.None))
            {
                return left.Source == app.Source
                    ? await quotas.ReserveGrowthAsync(tenant, left.Id, left.Amounts.Larger(amounts), Lease, cancellationToken).ConfigureAwait(false)
                    : throw new AppConflictException(app.Key, $"what ran under its name still ends at '{left.Source}'.");
            }

            if (!await quotas.LowerAsync(tenant, left.Id, needed, left.Change, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }

            return await ReserveAsync(app.Key, app.Key.AllocationId, amounts, app.Source, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Holds what an app is to become; where what it held is gone, although it runs, all of it.</summary>
    /// <exception cref="QuotaExceededException">It does not fit.</exception>
    /// <exception cref="AllocationConflictException">Another change of it is under way.</exception>
    public async ValueTask<ResourceReservation> GrowAsync(DesiredApp app, ResourceAmounts target, CancellationToken cancellationToken)
    {
        try
        {
            return await quotas.ReserveGrowthAsync(app.Key.Tenant, app.Key.AllocationId, target, Lease, cancellationToken).ConfigureAwait(false);
        }
        catch (ReservationExpiredException)
        {
            return await ReserveAsync(app, target, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Keeps what is held. Where a newer reservation of the same, or the end of its lease, came before, or somebody has lowered meanwhile what
    /// was held already, it is held anew: when it returns, all of it is.
    /// </summary>
    /// <param name="hold">What is held; replaced by what is held anew.</param>
    /// <param name="amounts">What has to be held in the end.</param>
    /// <param name="again">Holds it anew.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The tenant's status.</returns>
    /// <exception cref="TenancyException">It cannot be kept.</exception>
    public async ValueTask<TenantStatus> CommitAsync(
        Hold hold, ResourceAmounts amounts, Func<CancellationToken, ValueTask<ResourceReservation>> again, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                // Whoever decides to lower it from now on sees what was applied before; what was decided earlier is void by this.
                TenantStatus status = await hold.Reservation.CommitAsync(cancellationToken).ConfigureAwait(false);
                ResourceReservation kept = hold.Reservation;
                TenantReference tenant = new(kept.TenantId, kept.TenantUid);
                Allocation? held = await FindAsync(tenant, kept.AllocationId, cancellationToken).ConfigureAwait(false);
                if (held is not null && Covers(held, amounts))
                {
                    return status;
                }

                if (held is { IsCommitted: false })
                {
                    // The growth was there already, and what it is the growth of is only a hold yet, or what an observation found.
                    await quotas.CommitAsync(tenant, held.Id, held.Admission, cancellationToken).ConfigureAwait(false);
                }

                if (attempt == Attempts)
                {
                    throw new ReservationExpiredException(kept.TenantId, kept.AllocationId);
                }
            }
            catch (ReservationExpiredException) when (attempt < Attempts)
            {
                // It is held anew.
            }

            hold.Replace(await again(cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Makes sure that an app which runs again is held in full.</summary>
    /// <returns>Whether it is; it does not fit otherwise, or others are at it.</returns>
    public async ValueTask<bool> CoverAsync(DesiredApp app, CancellationToken cancellationToken)
    {
        ResourceAmounts amounts = app.Spec.Amounts;
        try
        {
            Hold hold = new(await GrowAsync(app, amounts, cancellationToken).ConfigureAwait(false));
            await CommitAsync(hold, amounts, token => GrowAsync(app, amounts, token), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TenancyException e) when (e is QuotaExceededException or AllocationConflictException or TenantNotActiveException or ReservationExpiredException)
        {
            return await FindAsync(app.Key.Tenant, app.Key.AllocationId, cancellationToken).ConfigureAwait(false) is { } held && Covers(held, amounts);
        }
    }

    /// <summary>Gives back what was held for a change that came to nothing, but for what an app of the key needs, or what of the change still ends.</summary>
    public async ValueTask GiveBackAsync(DesiredApp app, Hold hold, CancellationToken cancellationToken)
    {
        ResourceAmounts? needed = await NeededAsync(app.Key, app.Source, cancellationToken).ConfigureAwait(false);
        if (needed is null || needed.Equals(ResourceAmounts.None))
        {
            // By the number, because a reconciliation may have committed it; who holds the id by a newer one is not touched.
            await ReleaseAsync(hold.Reservation, cancellationToken).ConfigureAwait(false);
        }
        else if (await FindAsync(app.Key.Tenant, app.Key.AllocationId, cancellationToken).ConfigureAwait(false) is { } held && Covers(held, needed))
        {
            await hold.Reservation.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            await KeepAsync(hold, cancellationToken).ConfigureAwait(false);
        }

        await SettleAsync(app.Key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Frees what was held by a reservation, committed or not, if no newer one has taken its place.</summary>
    public ValueTask<bool> ReleaseAsync(ResourceReservation held, CancellationToken cancellationToken) => quotas.ReleaseAsync(
        new TenantReference(held.TenantId, held.TenantUid), held.AllocationId, held.Admission, cancellationToken);

    /// <summary>Frees what an app or a volume held, if it is still the admission that was looked at before it went.</summary>
    /// <returns>Whether it was held until now.</returns>
    public ValueTask<bool> ReleaseAsync(Allocation? looked, CancellationToken cancellationToken) => looked is null
        ? ValueTask.FromResult(false)
        : quotas.ReleaseAsync(new TenantReference(looked.TenantId, looked.TenantUid), looked.Id, looked.Admission, cancellationToken);

    /// <summary>Forgets growth that was reserved before its app was removed: whoever wanted it comes too late. A newer one is left alone.</summary>
    public async ValueTask VoidGrowthAsync(Allocation? looked, CancellationToken cancellationToken)
    {
        if (looked is { Growth: not null })
        {
            // The growth has the number of the change that reserved it.
            await quotas.ReleaseAsync(new TenantReference(looked.TenantId, looked.TenantUid), looked.Id, looked.Change, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Frees what is left of a volume that is gone.</summary>
    /// <returns>Whether anything was held until now.</returns>
    public async ValueTask<bool> FreeVolumeAsync(AppKey volume, CancellationToken cancellationToken)
    {
        // First what is held: what is committed was applied before, so the look at the engine that follows sees whatever it is held for.
        Allocation? held = await FindAsync(volume.Tenant, AppVolume.AllocationIdOf(volume), cancellationToken).ConfigureAwait(false);
        return held is { IsCommitted: true } or { IsAdopted: true }
            && await engine.FindVolumeAsync(volume, cancellationToken).ConfigureAwait(false) is null
            && await ReleaseAsync(held, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Lowers what an app holds to what is wanted of it now and what of it is still there, and frees it when that is nothing. A hold that is not
    /// committed, and growth, are those of a change under way; what others change in the meantime is theirs to settle.
    /// </summary>
    /// <returns>Whether it is freed by this.</returns>
    public async ValueTask<bool> SettleAsync(AppKey key, CancellationToken cancellationToken)
    {
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            // First what is held: the number says that nothing was admitted after the look at the engine.
            Allocation? held = await FindAsync(key.Tenant, key.AllocationId, cancellationToken).ConfigureAwait(false);
            if (held is null or { IsCommitted: false, IsAdopted: false } or { Growth: not null }
                || await NeededAsync(key, held.Source, cancellationToken).ConfigureAwait(false) is not { } needed
                || !held.Amounts.Exceeds(needed))
            {
                return false;
            }

            try
            {
                if (await quotas.LowerAsync(key.Tenant, held.Id, needed, held.Change, cancellationToken).ConfigureAwait(false))
                {
                    return needed.Equals(ResourceAmounts.None);
                }
            }
            catch (TenantNotFoundException)
            {
                return false; // What it held is gone with it.
            }
        }

        return false;
    }

    /// <summary>What has to be held for a key: for what is wanted, or for what was removed and still ends; null when the engine cannot say.</summary>
    public async ValueTask<ResourceAmounts?> NeededAsync(AppKey key, string source, CancellationToken cancellationToken)
    {
        if (await engine.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } app)
        {
            return app.Held;
        }

        if (!engine.Sources.Contains(source, StringComparer.Ordinal))
        {
            return null;
        }

        EngineListing listing = await engine.ListAsync(source, key.Tenant, cancellationToken).ConfigureAwait(false);
        return listing.Apps.Concat(listing.Ending).FirstOrDefault(a => a.Desired.Key == key)?.Held ?? ResourceAmounts.None;
    }

    /// <summary>The live allocation of an id; null when there is none.</summary>
    public async ValueTask<Allocation?> FindAsync(TenantReference tenant, string allocationId, CancellationToken cancellationToken)
    {
        // The ledger is read in pages after an id: one that sorts just before this, whose last character is a letter or digit.
        string before = $"{allocationId[..^1]}{(char)(allocationId[^1] - 1)}~~~~";
        AllocationQuery query = new() { After = before, Limit = 10 };
        IReadOnlyList<Allocation> page = await quotas.ListAllocationsAsync(tenant, query, cancellationToken).ConfigureAwait(false);
        return page.FirstOrDefault(a => string.Equals(a.Id, allocationId, StringComparison.Ordinal));
    }

    private static bool Covers(Allocation held, ResourceAmounts amounts) => held.IsCommitted && !amounts.Exceeds(held.Amounts);

    /// <summary>Keeps what is held as it is. What cannot be kept an observation holds.</summary>
    private static async ValueTask KeepAsync(Hold hold, CancellationToken cancellationToken)
    {
        try
        {
            await hold.Reservation.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ReservationExpiredException or TenantNotActiveException or TenantNotFoundException)
        {
            // Another has taken its place, or its lease has ended.
        }
    }
}
