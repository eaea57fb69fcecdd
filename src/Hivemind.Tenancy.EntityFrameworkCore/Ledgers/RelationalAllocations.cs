namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The verbs over one allocation that is live, over the grace, and over the count itself.</summary>
internal sealed class RelationalAllocations(TenancyDatabase database, LedgerSettings settings)
{
    public ValueTask<TenantStatus> CommitAsync(TenantReference tenant, string allocationId, long? admission, CancellationToken cancellationToken) => StepAsync(
        tenant,
        allocationId,
        async (step, _) =>
        {
            AllocationRules.Commit(step.State, step.Live, allocationId, admission);
            step.Write(step.Live!);
            await step.CommitAsync([], mayReport: false).ConfigureAwait(false);
            return step.State.Status;
        },
        cancellationToken);

    public ValueTask<DateTimeOffset?> RenewAsync(
        TenantReference tenant, string allocationId, long? admission, TimeSpan lease, CancellationToken cancellationToken) => StepAsync<DateTimeOffset?>(
        tenant,
        allocationId,
        async (step, _) =>
        {
            long ends = AllocationRules.Renew(step.State, step.Live, allocationId, admission, lease, step.Now);
            step.Write(step.Live!);
            await step.CommitAsync([], mayReport: false).ConfigureAwait(false);
            return ends == AllocationState.Never ? null : Ticks.ToTime(ends);
        },
        cancellationToken);

    public ValueTask<bool> ReleaseAsync(
        TenantReference tenant, string allocationId, long? admission, bool onlyHeld, CancellationToken cancellationToken) => database.RunAsync(
        async (context, token) =>
        {
            LedgerStep? found = await LedgerStep.FindAsync(
                database, context, settings, tenant, allocationId, [], static (_, _) => { }, token).ConfigureAwait(false);
            if (found is not { } step)
            {
                return false;
            }

            await using (step.ConfigureAwait(false))
            {
                return await FollowAsync(step, AllocationRules.Release(step.State, step.Live, admission, onlyHeld)).ConfigureAwait(false);
            }
        },
        cancellationToken);

    public ValueTask<bool> LowerAsync(
        TenantReference tenant, string allocationId, ResourceAmounts amounts, long change, CancellationToken cancellationToken) => StepAsync(
        tenant,
        allocationId,
        async (step, _) => await FollowAsync(step, AllocationRules.Lower(step.State, step.Live, amounts, change)).ConfigureAwait(false),
        cancellationToken);

    public ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantReference tenant, QuotaGrace? grace, ExpectedGrace? expected, TenancyEvent change, CancellationToken cancellationToken) => StepAsync(
        tenant,
        allocationId: null,
        async (step, _) =>
        {
            GraceRules.Set(step.State, grace, step.Now, expected);
            return await step.CommitAsync([change], mayReport: true).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Of the ledger only the lock is taken.</summary>
    public ValueTask<TenancyEvent> ReportAsync(TenantReference tenant, WorkloadReported report, CancellationToken cancellationToken) => StepAsync(
        tenant,
        allocationId: null,
        async (step, _) => (await step.CommitAsync(new List<TenancyStatement>(), [report.At(step.Now) with { TenantUid = step.State.Uid }]).ConfigureAwait(false))[0],
        cancellationToken);

    public ValueTask<IReadOnlyList<LedgerDeviation>> RecomputeAsync(TenantReference tenant, CancellationToken cancellationToken) => StepAsync(
        tenant,
        allocationId: null,
        async (step, token) =>
        {
            List<AllocationState> kept = [];
            TenancyStatement all = new TenancyStatement(AllocationSql.Select).With(tenant.Id.Value);
            await step.ReadAsync(all, reader => kept.Add(AllocationSql.Read(reader)), token).ConfigureAwait(false);

            // What has ended and was not swept by this step still counts in the ledger.
            IReadOnlyList<LedgerDeviation> deviations = RecomputeRules.Recompute(step.State, step.AsSwept(kept));
            await step.CommitAsync([], mayReport: false).ConfigureAwait(false);
            return deviations;
        },
        cancellationToken);

    /// <returns>Whether anything is changed by it.</returns>
    private static async ValueTask<bool> FollowAsync(LedgerStep step, ReleaseVerdict verdict)
    {
        switch (verdict)
        {
            case ReleaseVerdict.Remove:
                step.Remove(step.Live!);
                break;
            case ReleaseVerdict.Write:
                step.Write(step.Live!);
                break;
        }

        await step.CommitAsync([], mayReport: false).ConfigureAwait(false);
        return verdict != ReleaseVerdict.Nothing;
    }

    private ValueTask<T> StepAsync<T>(
        TenantReference tenant, string? allocationId, Func<LedgerStep, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken) => database.RunAsync(
        async (context, token) =>
        {
            LedgerStep step = await LedgerStep.BeginAsync(
                database, context, settings, tenant, allocationId, [], static (_, _) => { }, token).ConfigureAwait(false);
            await using (step.ConfigureAwait(false))
            {
                return await work(step, token).ConfigureAwait(false);
            }
        },
        cancellationToken);
}
