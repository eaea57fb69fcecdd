namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Brings a tenant's allocations in line with what a source observes, see <see cref="ReconciliationPlan"/>.</summary>
internal sealed class RelationalReconciliation(TenancyDatabase database, int[] thresholds)
{
    public ValueTask<ReconciliationOutcome> ReconcileAsync(
        TenantId tenantId, AllocationObservation observation, AllocationsReconciled change, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (context, token) =>
            {
                TenantRow row = await database.LockTenantAsync(context, tenantId, token).ConfigureAwait(false);
                StoredLedger before = await StoredLedger.SweepAndSumAsync(context, row, now, token).ConfigureAwait(false);
                await before.SaveThresholdsAsync(context, token).ConfigureAwait(false);
                List<AllocationRow> live = await AllocationSql.ListLiveAsync(context, row.Id, now, token).ConfigureAwait(false);
                context.Allocations.AttachRange(live);
                ReconciliationPlan plan = ReconciliationPlan.Make(tenantId, live, observation, now);
                context.Allocations.RemoveRange(plan.Freed);
                context.Allocations.AddRange(plan.Adopted);
                await context.SaveChangesAsync(token).ConfigureAwait(false);

                StoredLedger after = await StoredLedger.ReadAsync(context, row, now, token).ConfigureAwait(false);
                List<TenancyEvent> crossings = await after.FireThresholdsAsync(context, thresholds, now, token).ConfigureAwait(false);
                ReconciliationResult result = plan.ToResult();
                IReadOnlyList<TenancyEvent> events = await database.AppendAsync(
                    context, result.IsEmpty ? crossings : [change with { Result = result }, .. crossings], token).ConfigureAwait(false);
                return new ReconciliationOutcome(result, events);
            },
            cancellationToken);
}
