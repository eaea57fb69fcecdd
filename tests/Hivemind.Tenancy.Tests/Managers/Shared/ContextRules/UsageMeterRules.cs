using static Hivemind.Tenancy.Tests.ContextRule;

namespace Hivemind.Tenancy.Tests;

internal static class UsageMeterRules
{
    private static CancellationToken C => TestContext.Current.CancellationToken;

    // By caller: Host, Nobody; in the tenant Stranger, Viewer, Admin, Owner, Platform; System; Visitor; as a user the same five as in the tenant.
    public static readonly IReadOnlyList<ContextRule> All =
    [
        Of("MeasureAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    ok    ok    ok    ok", h => MeasureAsync(h, Some.TenantId)),
        Of("MeasureAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => MeasureAsync(h, Some.OtherTenantId)),
        Of("MeasureAsync", "global: of all", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => MeasureAsync(h, null)),
        Of("ReadRecordsAsync", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", async h =>
        {
            await h.Meter.ReadRecordsAsync(0, 100, C);
            return "done";
        }),
    ];

    private static async ValueTask<string> MeasureAsync(TenancyHost host, TenantReference? tenant)
    {
        await host.Meter.MeasureAsync(new MeterQuery(Some.Time, Some.Time.AddDays(1)) { Tenant = tenant }, C);
        return "done";
    }
}
