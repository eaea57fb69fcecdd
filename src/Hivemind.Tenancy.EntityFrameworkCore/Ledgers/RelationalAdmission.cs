namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The verbs that decide whether amounts fit: admit, grow, resize.</summary>
internal sealed class RelationalAdmission(TenancyDatabase database, LedgerSettings settings)
{
    public ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => request.Key is null
        ? AdmitOnceAsync(request, cancellationToken)
        : database.RetryConflictsAsync(() => AdmitOnceAsync(request, cancellationToken));

    public ValueTask<AdmissionResult> GrowAsync(
        TenantReference tenant, string allocationId, ResourceAmounts target, TimeSpan lease, CancellationToken cancellationToken) => DecideAsync(
        tenant,
        allocationId,
        look: null,
        (step, _) => AdmissionRules.Grow(step.State, step.Live, allocationId, target, lease, step.NextLeaseEndsAt, step.Now),
        cancellationToken);

    public ValueTask<AdmissionResult> ResizeAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken) => DecideAsync(
        tenant,
        allocationId,
        look: null,
        (step, _) => AdmissionRules.Resize(step.State, step.Live, allocationId, amounts, step.NextLeaseEndsAt, step.Now),
        cancellationToken);

    private ValueTask<AdmissionResult> AdmitOnceAsync(AdmissionRequest request, CancellationToken cancellationToken) => DecideAsync(
        request.Tenant, request.AllocationId, () => new AdmissionLook(request), (step, look) => look!.Decide(step), cancellationToken);

    /// <summary>What does not fit while more has ended commits the sweep, lets go of the lock, and is decided again.</summary>
    private async ValueTask<AdmissionResult> DecideAsync(
        TenantReference tenant,
        string allocationId,
        Func<AdmissionLook>? look,
        Func<LedgerStep, AdmissionLook?, AdmissionVerdict> decide,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            AdmissionResult? result = await database.RunAsync(
                async (context, token) =>
                {
                    AdmissionLook? beside = look?.Invoke();
                    LedgerStep step = await LedgerStep.BeginAsync(
                        database, context, settings, tenant, allocationId, beside?.Statements ?? [], (i, reader) => beside!.Read(i, reader), token).ConfigureAwait(false);
                    await using (step.ConfigureAwait(false))
                    {
                        return beside?.Replay(step) ?? await DecideAsync(step, beside, decide).ConfigureAwait(false);
                    }
                },
                cancellationToken).ConfigureAwait(false);
            if (result is { } decided)
            {
                return decided;
            }
        }
    }

    private static async ValueTask<AdmissionResult?> DecideAsync(
        LedgerStep step, AdmissionLook? beside, Func<LedgerStep, AdmissionLook?, AdmissionVerdict> decide)
    {
        AdmissionVerdict verdict;
        try
        {
            verdict = decide(step, beside);
        }
        catch (AllocationLimitException) when (step.HasMore)
        {
            await step.CommitAsync([], mayReport: false).ConfigureAwait(false);
            return null;
        }

        if (!verdict.Decision.IsAdmitted && step.HasMore)
        {
            await step.CommitAsync([], mayReport: false).ConfigureAwait(false);
            return null;
        }

        if (verdict.Allocation is { } allocation)
        {
            step.Write(allocation);
        }

        IReadOnlyList<TenancyEvent> events = await step.CommitAsync([], mayReport: true, beside?.Writes(step, verdict.Allocation)).ConfigureAwait(false);
        return verdict.ToResult(step.State.Uid, events);
    }
}
