using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy;

/// <content>Grace and reconciliation.</content>
public partial class RelationalTenantStore
{
    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantId tenantId, QuotaGrace? grace, TenancyEvent change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Database.WriteAsync(
            async (context, token) =>
            {
                TenantRow row = await LockAsync(context, tenantId, token).ConfigureAwait(false);
                if (row.Status == (int)TenantStatus.Terminating)
                {
                    throw new TenantNotActiveException(tenantId, TenantStatus.Terminating);
                }

                row.Grace = grace is null ? null : JsonSerializer.Serialize(grace);
                row.GraceUntil = grace?.Until.UtcTicks;
                await context.Tenants.Where(t => t.Id == row.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(t => t.Grace, row.Grace).SetProperty(t => t.GraceUntil, row.GraceUntil), token).ConfigureAwait(false);

                TenantLedger ledger = await TenantLedger.AdvanceAsync(context, row, now, token).ConfigureAwait(false);
                List<TenancyEvent> crossings = await ledger.JudgeAsync(context, _thresholds, now, token).ConfigureAwait(false);
                return await Database.AppendAsync(context, [change, .. crossings], token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask<ReconciliationOutcome> ReconcileAsync(
        TenantId tenantId, AllocationObservation observation, AllocationsReconciled change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(change);
        return Database.WriteAsync(
            async (context, token) =>
            {
                TenantRow row = await LockAsync(context, tenantId, token).ConfigureAwait(false);
                TenantLedger before = await TenantLedger.AdvanceAsync(context, row, now, token).ConfigureAwait(false);
                await before.SaveAsync(context, token).ConfigureAwait(false);
                List<AllocationRow> live = await AllocationSql.LiveAsync(context, row.Id, now, token).ConfigureAwait(false);
                context.Allocations.AttachRange(live);
                ReconciliationPlan plan = ReconciliationPlan.Make(tenantId, live, observation, now);
                context.Allocations.RemoveRange(plan.Freed);
                context.Allocations.AddRange(plan.Adopted);
                await context.SaveChangesAsync(token).ConfigureAwait(false);

                TenantLedger after = await TenantLedger.ReadAsync(context, row, now, token).ConfigureAwait(false);
                List<TenancyEvent> crossings = await after.JudgeAsync(context, _thresholds, now, token).ConfigureAwait(false);
                ReconciliationResult result = plan.ToResult();
                IReadOnlyList<TenancyEvent> events = await Database.AppendAsync(
                    context, result.IsEmpty ? crossings : [change with { Result = result }, .. crossings], token).ConfigureAwait(false);
                return new ReconciliationOutcome(result, events);
            },
            cancellationToken);
    }
}
