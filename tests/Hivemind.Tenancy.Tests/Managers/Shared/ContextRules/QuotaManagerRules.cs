using static Hivemind.Tenancy.Tests.CallerWorld;
using static Hivemind.Tenancy.Tests.ContextRule;

namespace Hivemind.Tenancy.Tests;

internal static class QuotaManagerRules
{
    private static readonly TenantId Own = Some.TenantId;
    private static readonly TenantId Other = Some.OtherTenantId;

    private static CancellationToken C => TestContext.Current.CancellationToken;

    // By caller: Host, Nobody; in the tenant Stranger, Viewer, Admin, Owner, Platform; System; Visitor; as a user the same five as in the tenant.
    public static readonly IReadOnlyList<ContextRule> All =
    [
        Of("ReserveAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Quotas.ReserveAsync(Own, Some.Amounts(), default, C)),
        Of("ReserveAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.ReserveAsync(Other, Some.Amounts(), default, C)),
        Of("TryReserveAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Quotas.TryReserveAsync(Own, Some.Amounts(), default, C)),
        Of("TryReserveAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.TryReserveAsync(Other, Some.Amounts(), default, C)),
        Of("CheckAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    ok    ok    ok    ok", h => h.Quotas.CheckAsync(Own, Some.Amounts(), C)),
        Of("CheckAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.CheckAsync(Other, Some.Amounts(), C)),
        Of("CommitAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Quotas.CommitAsync(Own, Hold, null, C)),
        Of("CommitAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.CommitAsync(Other, Hold, null, C)),
        Of("RenewAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Quotas.RenewAsync(Own, Hold, null, C)),
        Of("RenewAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.RenewAsync(Other, Hold, null, C)),
        Of("ReleaseAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Quotas.ReleaseAsync(Own, Committed, null, C)),
        Of("ReleaseAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.ReleaseAsync(Other, Committed, null, C)),
        Of("ResizeAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Quotas.ResizeAsync(Own, Committed, Some.Amounts(), C)),
        Of("ResizeAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.ResizeAsync(Other, Committed, Some.Amounts(), C)),
        Of("TryResizeAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Quotas.TryResizeAsync(Own, Committed, Some.Amounts(), C)),
        Of("TryResizeAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.TryResizeAsync(Other, Committed, Some.Amounts(), C)),
        Of("ReserveGrowthAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Quotas.ReserveGrowthAsync(Own, Committed, Some.Amounts(), null, C)),
        Of("ReserveGrowthAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.ReserveGrowthAsync(Other, Committed, Some.Amounts(), null, C)),
        Of("TryReserveGrowthAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Quotas.TryReserveGrowthAsync(Own, Committed, Some.Amounts(), null, C)),
        Of("TryReserveGrowthAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.TryReserveGrowthAsync(Other, Committed, Some.Amounts(), null, C)),
        Of("LowerAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => LowerAsync(h, Own)),
        Of("LowerAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => LowerAsync(h, Other)),
        Of("ReadMarksAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Quotas.ReadMarksAsync([Own], C)),
        Of("ReadMarksAsync", "global: of none", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   ok    ok    ok    ok    ok", h => h.Quotas.ReadMarksAsync([], C)),
        Of("ReadMarksAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.ReadMarksAsync([Other], C)),
        Of("RecomputeAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Quotas.RecomputeAsync(Own, C)),
        Of("RecomputeAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.RecomputeAsync(Other, C)),
        Of("ListUsageAsync", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Quotas.ListUsageAsync(null, C)),
        Of("ListUsageAsync", "own: named", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    ok    ok    ok    ok", h => h.Quotas.ListUsageAsync(new UsageQuery { Tenants = [Own] }, C)),
        Of("ListUsageAsync", "other: named", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.ListUsageAsync(new UsageQuery { Tenants = [Other] }, C)),
        Of("GetUsageAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    ok    ok    ok    ok", h => h.Quotas.GetUsageAsync(Own, C)),
        Of("GetUsageAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.GetUsageAsync(Other, C)),
        Of("ListAllocationsAsync", "own", "own   ctx   own   own   own   own   own   own   ctx   nf    own   own   own   own", h => h.Quotas.ListAllocationsAsync(Own, null, C)),
        Of("ListAllocationsAsync", "other", "other ctx   nf    nf    nf    nf    nf    other ctx   nf    nf    nf    nf    other", h => h.Quotas.ListAllocationsAsync(Other, null, C)),
        Of("GrantGraceAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Quotas.GrantGraceAsync(Own, Some.Amounts(), Some.Time.AddDays(1), cancellationToken: C)),
        Of("GrantGraceAsync", "own: take it away", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Quotas.GrantGraceAsync(Own, ResourceAmounts.None, Some.Time.AddDays(1), cancellationToken: C)),
        Of("GrantGraceAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Quotas.GrantGraceAsync(Other, Some.Amounts(), Some.Time.AddDays(1), cancellationToken: C)),
        Of("ReconcileAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => ReconcileAsync(h, Own)),
        Of("ReconcileAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => ReconcileAsync(h, Other)),
    ];

    /// <summary>Whatever it finds: that nothing was lowered is no refusal.</summary>
    private static async ValueTask<string> LowerAsync(TenancyHost host, TenantId id)
    {
        await host.Quotas.LowerAsync(id, Committed, Some.Amounts(), 1, C);
        return "done";
    }

    private static async ValueTask<ReconciliationResult> ReconcileAsync(TenancyHost host, TenantId id) =>
        await host.Quotas.ReconcileAsync(await host.ObserveAsync(id, new ObservedAllocation("stray", Some.Amounts())), C);
}
