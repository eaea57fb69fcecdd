using static Hivemind.Tenancy.Tests.ContextRule;

namespace Hivemind.Tenancy.Tests;

internal static class TenantManagerRules
{
    private static readonly TenantId Own = Some.TenantId;
    private static readonly TenantId Other = Some.OtherTenantId;

    private static readonly IdempotencyKey Key = new("tests", "k", "f");

    private static CancellationToken C => TestContext.Current.CancellationToken;

    // By caller: Host, Nobody; in the tenant Stranger, Viewer, Admin, Owner, Platform; System; Visitor; as a user the same five as in the tenant.
    public static readonly IReadOnlyList<ContextRule> All =
    [
        Of("CreateTenantAsync(spec)", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Tenants.CreateTenantAsync(Some.Spec("new"), C)),
        Of("CreateTenantAsync(spec, key)", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Tenants.CreateTenantAsync(Some.Spec("new"), Key, C)),
        Of("EnsureTenantAsync", "global: new", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Tenants.EnsureTenantAsync(Some.Spec("new"), C)),
        Of("EnsureTenantAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Tenants.EnsureTenantAsync(Some.Spec(Own.Value), C)),
        Of("EnsureTenantAsync", "other", "ok    ctx   den   den   den   den   taken ok    ctx   den   den   den   den   ok", h => h.Tenants.EnsureTenantAsync(Some.Spec(Other.Value), C)),
        Of("FindTenantAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   null  ok    ok    ok    ok", h => h.Tenants.FindTenantAsync(Own, C)),
        Of("FindTenantAsync", "other", "ok    ctx   null  null  null  null  null  ok    ctx   null  null  null  null  ok", h => h.Tenants.FindTenantAsync(Other, C)),
        Of("FindTenantByNameAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   null  ok    ok    ok    ok", h => h.Tenants.FindTenantByNameAsync("Tenant acme", C)),
        Of("FindTenantByNameAsync", "other", "ok    ctx   null  null  null  null  null  ok    ctx   null  null  null  null  ok", h => h.Tenants.FindTenantByNameAsync("Tenant globex", C)),
        Of("FindTenantByNamespaceAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   null  ok    ok    ok    ok", h => h.Tenants.FindTenantByNamespaceAsync("acme-web", C)),
        Of("FindTenantByNamespaceAsync", "other", "ok    ctx   null  null  null  null  null  ok    ctx   null  null  null  null  ok", h => h.Tenants.FindTenantByNamespaceAsync("globex-web", C)),
        Of("GetTenantAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    ok    ok    ok    ok", h => h.Tenants.GetTenantAsync(Own, C)),
        Of("GetTenantAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Tenants.GetTenantAsync(Other, C)),
        Of("ListTenantsAsync", "global", "all   ctx   own   own   own   own   own   all   ctx   den   den   den   den   all", h => h.Tenants.ListTenantsAsync(null, C)),
        Of("UpdateTenantAsync", "own: name", "ok    ctx   den   den   ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => Update(h, Own, t => t with { Name = "New" })),
        Of("UpdateTenantAsync", "own: description", "ok    ctx   den   den   ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => Update(h, Own, t => t with { Description = "new" })),
        Of("UpdateTenantAsync", "own: labels", "ok    ctx   den   den   ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => Update(h, Own, Relabel)),
        Of("UpdateTenantAsync", "own: nothing", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    ok    ok    ok    ok", h => Update(h, Own, t => t)),
        Of("UpdateTenantAsync", "own: owner", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => Update(h, Own, t => t with { OwnerId = "new" })),
        Of("UpdateTenantAsync", "own: quotas", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => Update(h, Own, t => t with { ResourceQuotas = new ResourceQuotas { CpuCores = 99 } })),
        Of("UpdateTenantAsync", "own: isolation", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => Update(h, Own, t => t with { IsolationLevel = IsolationLevel.Hard })),
        Of("UpdateTenantAsync", "own: namespaces", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => Update(h, Own, t => t with { Namespaces = [] })),
        Of("UpdateTenantAsync", "own: name and quotas", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => Update(h, Own, t => t with { Name = "New", ResourceQuotas = new ResourceQuotas { CpuCores = 99 } })),
        Of("UpdateTenantAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => Update(h, Other, t => t with { Description = "new" })),
        Of("UpdateTenantAsync", "other: nothing", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => Update(h, Other, t => t)),
        Of("UpdateResourceQuotasAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Tenants.UpdateResourceQuotasAsync(Own, new ResourceQuotas { CpuCores = 99 }, C)),
        Of("UpdateResourceQuotasAsync", "own: to less", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Tenants.UpdateResourceQuotasAsync(Own, new ResourceQuotas { CpuCores = 0 }, C)),
        Of("UpdateResourceQuotasAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Tenants.UpdateResourceQuotasAsync(Other, new ResourceQuotas { CpuCores = 99 }, C)),
        Of("UpdateIsolationLevelAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Tenants.UpdateIsolationLevelAsync(Own, IsolationLevel.Hard, C)),
        Of("UpdateIsolationLevelAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Tenants.UpdateIsolationLevelAsync(Other, IsolationLevel.Hard, C)),
        Of("AddNamespaceAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Tenants.AddNamespaceAsync(Own, "new", C)),
        Of("AddNamespaceAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Tenants.AddNamespaceAsync(Other, "new", C)),
        Of("RemoveNamespaceAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Tenants.RemoveNamespaceAsync(Own, "acme-web", C)),
        Of("RemoveNamespaceAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Tenants.RemoveNamespaceAsync(Other, "globex-web", C)),
        Of("SuspendTenantAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Tenants.SuspendTenantAsync(Own, "why", C)),
        Of("SuspendTenantAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Tenants.SuspendTenantAsync(Other, "why", C)),
        Of("ResumeTenantAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Tenants.ResumeTenantAsync(Own, C), h => Suspend(h, Own)),
        Of("ResumeTenantAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Tenants.ResumeTenantAsync(Other, C), h => Suspend(h, Other)),
        Of("DeleteTenantAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Tenants.DeleteTenantAsync(Own, cancellationToken: C)),
        Of("DeleteTenantAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Tenants.DeleteTenantAsync(Other, cancellationToken: C)),
        Of("FinishDeletionAsync", "own", "ok    ctx   den   den   den   den   ok    ok    ctx   nf    den   den   den   ok", h => h.Tenants.FinishDeletionAsync(Own, "stuck", C), h => Terminate(h, Own)),
        Of("FinishDeletionAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Tenants.FinishDeletionAsync(Other, "stuck", C), h => Terminate(h, Other)),
        Of("GetTenantContextAsync(userId, tenant)", "own", "ok    ok    ok    ok    ok    ok    ok    ok    ok    den   den   den   ok    den", h => h.Tenants.GetTenantContextAsync(nameof(Caller.Owner), Own, C)),
        Of("GetTenantContextAsync(userId, tenant)", "other", "ok    ok    den   den   den   den   den   ok    ok    den   den   den   den   den", h => h.Tenants.GetTenantContextAsync(CallerWorld.OtherOwner, Other, C)),
        Of("GetTenantContextAsync(claim)", "own", "ok    ok    ok    ok    ok    ok    ok    ok    ok    den   den   den   ok    den", h => Claim(h, Own, nameof(Caller.Owner))),
        Of("GetTenantContextAsync(claim)", "other", "ok    ok    den   den   den   den   den   ok    ok    den   den   den   den   den", h => Claim(h, Other, CallerWorld.OtherOwner)),
        Of("ReportAsync", "own", "ok    ctx   sys   sys   sys   sys   sys   ok    ctx   nf    sys   sys   sys   sys", h => h.Tenants.ReportAsync(Own, "app/web/shop", "Failed", "It failed.", C)),
        Of("ReportAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    sys", h => h.Tenants.ReportAsync(Other, "app/web/shop", "Failed", "It failed.", C)),
        Of("ReadEventsAsync", "own", "own   ctx   den   own   own   own   own   own   ctx   nf    own   own   own   own", h => h.Tenants.ReadEventsAsync(new EventQuery { Tenant = Own, Limit = 99 }, C)),
        Of("ReadEventsAsync", "other", "other ctx   nf    nf    nf    nf    nf    other ctx   nf    nf    nf    nf    other", h => h.Tenants.ReadEventsAsync(new EventQuery { Tenant = Other, Limit = 99 }, C)),
        Of("ReadEventsAsync", "global", "all   ctx   den   own   own   own   own   all   ctx   den   den   den   den   all", h => h.Tenants.ReadEventsAsync(new EventQuery { Limit = 99 }, C)),
    ];

    private static ValueTask<Tenant> Update(TenancyHost host, TenantId id, Func<Tenant, Tenant> change) =>
        host.Tenants.UpdateTenantAsync(id, change, null, C);

    private static Tenant Relabel(Tenant tenant) => tenant with { Labels = new Dictionary<string, string> { ["new"] = "" } };

    private static async Task Suspend(TenancyHost host, TenantId id) => await host.Tenants.SuspendTenantAsync(id, "why", C);

    /// <summary>As a host that stopped before the record went.</summary>
    private static async Task Terminate(TenancyHost host, TenantId id)
    {
        Tenant tenant = (await host.Store.FindAsync(id, C))!;
        Tenant next = tenant with { Status = TenantStatus.Terminating, Version = tenant.Version + 1, StatusVersion = tenant.Version + 1 };
        await host.Store.UpdateAsync(next, tenant.Version, onlyIfIdle: false, new TenantStatusChanged { OccurredAt = Some.Time, TenantId = id, From = tenant.Status, To = next.Status }, C);
    }

    private static async ValueTask<TenantContext> Claim(TenancyHost host, TenantId tenantId, string userId)
    {
        Tenant tenant = (await host.Store.FindAsync(tenantId, C))!;
        return await host.Tenants.GetTenantContextAsync(new TenantContextClaim(tenantId, userId, tenant.Uid), C);
    }
}
