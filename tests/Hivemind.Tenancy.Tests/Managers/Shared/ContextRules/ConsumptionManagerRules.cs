using static Hivemind.Tenancy.Tests.ContextRule;

namespace Hivemind.Tenancy.Tests;

internal static class ConsumptionManagerRules
{
    private static readonly TenantId Own = Some.TenantId;
    private static readonly TenantId Other = Some.OtherTenantId;
    private static readonly ConsumptionAmounts Tokens = new() { ["tokens"] = 3 };
    private static readonly ConsumptionQuery Query = new(Some.Time.AddYears(-1), Some.Time.AddYears(1));

    private static CancellationToken C => TestContext.Current.CancellationToken;

    // By caller: Host, Nobody; in the tenant Stranger, Viewer, Admin, Owner, Platform; System; Visitor; as a user the same five as in the tenant.
    public static readonly IReadOnlyList<ContextRule> All =
    [
        Of("ConsumeAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Consumption.ConsumeAsync(Own, Tokens, null, C)),
        Of("ConsumeAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Consumption.ConsumeAsync(Other, Tokens, null, C)),
        Of("TryConsumeAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Consumption.TryConsumeAsync(Own, Tokens, "a", C)),
        Of("TryConsumeAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Consumption.TryConsumeAsync(Other, Tokens, "a", C)),
        Of("HoldAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Consumption.HoldAsync(Own, Tokens, null, "a", C)),
        Of("HoldAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Consumption.HoldAsync(Other, Tokens, null, "a", C)),
        Of("TryHoldAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Consumption.TryHoldAsync(Own, Tokens, null, "a", C)),
        Of("TryHoldAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Consumption.TryHoldAsync(Other, Tokens, null, "a", C)),
        Of("SettleAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => SettleAsync(h, Own), Held),
        Of("SettleAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => SettleAsync(h, Other), Held),
        Of("CorrectAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => CorrectAsync(h, Own)),
        Of("CorrectAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => CorrectAsync(h, Other)),
        Of("GetBudgetsAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    ok    ok    ok    ok", h => GetBudgetsAsync(h, Own)),
        Of("GetBudgetsAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => GetBudgetsAsync(h, Other)),
        Of("ReadConsumptionAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    ok    ok    ok    ok", h => ReadAsync(h, Own)),
        Of("ReadConsumptionAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => ReadAsync(h, Other)),
    ];

    private static async Task Held(TenancyHost host)
    {
        foreach (TenantId id in new[] { Own, Other })
        {
            await host.Consumption.HoldAsync(id, Tokens, null, "held", C);
        }
    }

    // Lists of no tenant are told by nothing but that they came.
    private static async ValueTask<string> SettleAsync(TenancyHost host, TenantId id)
    {
        await host.Consumption.SettleAsync(id, "held", Tokens, C);
        return Done;
    }

    private static async ValueTask<string> CorrectAsync(TenancyHost host, TenantId id)
    {
        await host.Consumption.CorrectAsync(id, Tokens, "a", "testing", C);
        return Done;
    }

    private static async ValueTask<string> GetBudgetsAsync(TenancyHost host, TenantId id)
    {
        await host.Consumption.GetBudgetsAsync(id, C);
        return Done;
    }

    private static async ValueTask<string> ReadAsync(TenancyHost host, TenantId id)
    {
        await host.Consumption.ReadConsumptionAsync(id, Query, C);
        return Done;
    }
}
