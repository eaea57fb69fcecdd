using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Grants and takes back grace, a higher ceiling over the quotas until a time.</summary>
internal sealed class RelationalGrace(TenancyDatabase database, int[] thresholds)
{
    public ValueTask<IReadOnlyList<TenancyEvent>> SetGraceAsync(
        TenantId tenantId, QuotaGrace? grace, TenancyEvent change, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (context, token) =>
            {
                TenantRow row = await database.LockTenantAsync(context, tenantId, token).ConfigureAwait(false);
                row.EnsureAllows(TenantOperation.Update);
                row.Grace = grace is null ? null : JsonSerializer.Serialize(grace);
                row.GraceUntil = grace?.Until.UtcTicks;
                await context.Tenants.Where(t => t.Id == row.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(t => t.Grace, row.Grace).SetProperty(t => t.GraceUntil, row.GraceUntil), token).ConfigureAwait(false);

                StoredLedger ledger = await StoredLedger.SweepAndSumAsync(context, row, now, token).ConfigureAwait(false);
                List<TenancyEvent> crossings = await ledger.FireThresholdsAsync(context, thresholds, now, token).ConfigureAwait(false);
                return await database.AppendAsync(context, [change, .. crossings], token).ConfigureAwait(false);
            },
            cancellationToken);
}
