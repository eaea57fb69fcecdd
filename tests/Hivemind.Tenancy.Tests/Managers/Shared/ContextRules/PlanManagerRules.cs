using static Hivemind.Tenancy.Tests.ContextRule;

namespace Hivemind.Tenancy.Tests;

internal static class PlanManagerRules
{
    private const string Global = "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok";

    private static readonly TenantId Own = Some.TenantId;
    private static readonly TenantId Other = Some.OtherTenantId;
    private static readonly TenantPlan Gold = new("gold") { Labels = new Dictionary<string, string> { ["tier"] = "gold" } };

    private static CancellationToken C => TestContext.Current.CancellationToken;

    // By caller: Host, Nobody; in the tenant Stranger, Viewer, Admin, Owner, Platform; System; Visitor; as a user the same five as in the tenant.
    public static readonly IReadOnlyList<ContextRule> All =
    [
        Of("PublishAsync", "global", Global, h => h.Plans.PublishAsync(Gold with { Description = "next" }, null, C), Published),
        Of("FindPlanAsync", "global", Global, h => h.Plans.FindPlanAsync("gold", C), Published),
        Of("GetPlanAsync", "global", Global, h => h.Plans.GetPlanAsync("gold", C), Published),
        Of("ListPlansAsync", "global", Global, h => h.Plans.ListPlansAsync(null, C), Published),
        Of("ListVersionsAsync", "global", Global, h => h.Plans.ListVersionsAsync("gold", null, C), Published),
        Of("RemoveAsync", "global", Global, h => h.Plans.RemoveAsync("gold", C), Published),
        Of("PreviewAsync", "global", Global, async h => await h.Plans.PreviewAsync("gold", null, C).CountAsync(C), Published),
        Of("ApplyAsync", "global", Global, h => h.Plans.ApplyAsync("gold", null, C), Published),
        Of("MoveTenantAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Plans.MoveTenantAsync(Own, "gold", C), Published),
        Of("MoveTenantAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Plans.MoveTenantAsync(Other, "gold", C), Published),
    ];

    private static async Task Published(TenancyHost host) => await host.Plans.PublishAsync(Gold, null, C);
}
