namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The verbs that decide whether amounts fit: admit, check and resize. Admitting and resizing decide under the tenant's lock, checking reads a snapshot.</summary>
internal sealed class RelationalAdmission(TenancyDatabase database, int[] thresholds)
{
    public ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (context, token) =>
            {
                TenantRow row = await database.LockTenantAsync(context, request.TenantId, token).ConfigureAwait(false);
                if (request.TenantUid is { } uid && uid.Value != row.Uid)
                {
                    throw new TenantNotFoundException(request.TenantId);
                }

                row.EnsureAllows(TenantOperation.Admit);
                StoredLedger ledger = await StoredLedger.SweepAndSumAsync(context, row, request.Now, token).ConfigureAwait(false);
                AllocationRow? live = await AllocationSql.FindAsync(context, row.Id, request.AllocationId, request.Now, token).ConfigureAwait(false);
                if (live is not null)
                {
                    ResourceAmounts held = ResourceUnits.Amounts(live);
                    return held.Equals(request.Amounts)
                        ? await AdmittedAsync(context, ledger, live.Token, live.ExpiresAt, request.Now, token).ConfigureAwait(false)
                        : throw new AllocationConflictException(request.TenantId, request.AllocationId, held, request.Amounts);
                }

                if (!ledger.Fits(request.Amounts))
                {
                    return await RefusedAsync(context, ledger, request.Amounts, held: null, request.Now, token).ConfigureAwait(false);
                }

                AllocationRow hold = Hold(request);
                long allocationToken = await AllocationSql.InsertAsync(context, hold, token).ConfigureAwait(false);
                ledger.Totals.Add(request.Amounts, held: true);
                return await AdmittedAsync(context, ledger, allocationToken, hold.ExpiresAt, request.Now, token).ConfigureAwait(false);
            },
            cancellationToken);

    public ValueTask<QuotaDecision> CheckAsync(
        TenantId tenantId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadSnapshotAsync(
            async (context, token) =>
            {
                TenantRow row = await TenantSql.GetAsync(context, tenantId, token).ConfigureAwait(false);
                row.EnsureAllows(TenantOperation.Admit);
                StoredLedger ledger = await StoredLedger.ReadAsync(context, row, now, token).ConfigureAwait(false);
                return ledger.Fits(amounts)
                    ? QuotaDecision.Admitted
                    : await ledger.ExplainAsync(context, amounts, held: null, now, token).ConfigureAwait(false);
            },
            cancellationToken);

    public ValueTask<AdmissionResult> ResizeAsync(
        TenantId tenantId, string allocationId, ResourceAmounts amounts, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (context, token) =>
            {
                TenantRow row = await database.LockTenantAsync(context, tenantId, token).ConfigureAwait(false);
                row.EnsureAllows(TenantOperation.Commit);
                AllocationRow live = await AllocationSql.GetLiveAsync(context, tenantId, allocationId, allocationToken: null, now, token).ConfigureAwait(false);
                ResourceAmounts held = ResourceUnits.Amounts(live);
                if (QuotaCheck.Grows(held, amounts))
                {
                    row.EnsureAllows(TenantOperation.Admit);
                }

                StoredLedger ledger = await StoredLedger.SweepAndSumAsync(context, row, now, token).ConfigureAwait(false);
                if (!ledger.Fits(amounts, held))
                {
                    return await RefusedAsync(context, ledger, amounts, held, now, token).ConfigureAwait(false);
                }

                ledger.Totals.Add(held, held: live.ExpiresAt is not null, sign: -1);
                ledger.Totals.Add(amounts, held: live.ExpiresAt is not null);
                live.Set(amounts);
                live.ChangedAt = now.UtcTicks;
                await AllocationSql.UpdateAsync(context, live, token).ConfigureAwait(false);
                return await AdmittedAsync(context, ledger, live.Token, live.ExpiresAt, now, token).ConfigureAwait(false);
            },
            cancellationToken);

    private static AllocationRow Hold(in AdmissionRequest request)
    {
        AllocationRow hold = new()
        {
            TenantId = request.TenantId.Value,
            Id = request.AllocationId,
            Source = request.Source,
            ExpiresAt = Ticks.After(request.Now, request.Lease),
            CreatedAt = request.Now.UtcTicks,
            ChangedAt = request.Now.UtcTicks,
        };
        hold.Set(request.Amounts);
        return hold;
    }

    private async ValueTask<AdmissionResult> AdmittedAsync(
        TenancyDbContext context, StoredLedger ledger, long token, long? expiresAt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IReadOnlyList<TenancyEvent> events = await CrossingsAsync(context, ledger, now, cancellationToken).ConfigureAwait(false);
        return new AdmissionResult(QuotaDecision.Admitted, token, Ticks.ToTime(expiresAt), events);
    }

    private async ValueTask<AdmissionResult> RefusedAsync(
        TenancyDbContext context, StoredLedger ledger, ResourceAmounts asked, ResourceAmounts? held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        QuotaDecision decision = await ledger.ExplainAsync(context, asked, held, now, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TenancyEvent> events = await CrossingsAsync(context, ledger, now, cancellationToken).ConfigureAwait(false);
        return new AdmissionResult(decision, 0, null, events);
    }

    private async ValueTask<IReadOnlyList<TenancyEvent>> CrossingsAsync(
        TenancyDbContext context, StoredLedger ledger, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<TenancyEvent> crossings = await ledger.FireThresholdsAsync(context, thresholds, now, cancellationToken).ConfigureAwait(false);
        return await database.AppendAsync(context, crossings, cancellationToken).ConfigureAwait(false);
    }
}
