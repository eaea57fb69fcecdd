namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The verbs that decide whether amounts fit: admit, grow, resize.</summary>
internal sealed class RelationalAdmission(TenancyDatabase database, IReadOnlyList<int> thresholds)
{
    public ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<TenancyStatement> reading = request.Namespace is { } name
            ? [new TenancyStatement("SELECT name FROM namespaces WHERE name = @p1 AND tenant_id = @p2").With(name).With(request.Tenant.Id.Value)]
            : [];
        return DecideAsync(
            request.Tenant,
            request.AllocationId,
            reading,
            (step, hasRow) => AdmissionRules.Admit(
                step.State, step.Live, request, request.Namespace is null || hasRow, step.NextLeaseEndsAt, step.Now),
            cancellationToken);
    }

    public ValueTask<AdmissionResult> GrowAsync(
        TenantReference tenant, string allocationId, ResourceAmounts target, TimeSpan lease, CancellationToken cancellationToken) => DecideAsync(
        tenant,
        allocationId,
        [],
        (step, _) => AdmissionRules.Grow(step.State, step.Live, allocationId, target, lease, step.NextLeaseEndsAt, step.Now),
        cancellationToken);

    public ValueTask<AdmissionResult> ResizeAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, CancellationToken cancellationToken) => DecideAsync(
        tenant,
        allocationId,
        [],
        (step, _) => AdmissionRules.Resize(step.State, step.Live, allocationId, amounts, step.NextLeaseEndsAt, step.Now),
        cancellationToken);

    /// <summary>What does not fit while more has ended commits the sweep, lets go of the lock, and is decided again.</summary>
    private async ValueTask<AdmissionResult> DecideAsync(
        TenantReference tenant,
        string allocationId,
        IReadOnlyList<TenancyStatement> reading,
        Func<LedgerStep, bool, AdmissionVerdict> decide,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            AdmissionResult? result = await database.RunAsync(
                async (context, token) =>
                {
                    bool hasRow = false;
                    LedgerStep step = await LedgerStep.BeginAsync(
                        database, context, thresholds, tenant, allocationId, reading, (_, _) => hasRow = true, token).ConfigureAwait(false);
                    await using (step.ConfigureAwait(false))
                    {
                        return await DecideAsync(step, s => decide(s, hasRow)).ConfigureAwait(false);
                    }
                },
                cancellationToken).ConfigureAwait(false);
            if (result is { } decided)
            {
                return decided;
            }
        }
    }

    private static async ValueTask<AdmissionResult?> DecideAsync(LedgerStep step, Func<LedgerStep, AdmissionVerdict> decide)
    {
        AdmissionVerdict verdict;
        try
        {
            verdict = decide(step);
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

        return verdict.ToResult(step.State.Uid, await step.CommitAsync([], mayReport: true).ConfigureAwait(false));
    }
}
