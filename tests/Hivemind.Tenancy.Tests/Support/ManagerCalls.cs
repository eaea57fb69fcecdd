namespace Hivemind.Tenancy.Tests;

/// <summary>
/// One harmless call of every method of the three managers, by <c>interface.method(parameters)</c>. The arguments are
/// valid; that the tenant or the allocation exists is not asked.
/// </summary>
internal static class ManagerCalls
{
    private static readonly PermissionScope Scope = PermissionScope.Tenant(Some.TenantId);
    private static readonly RoleBinding Binding = new(RoleSubject.User(Some.User), BuiltInRoles.TenantViewer.Id, Scope);
    private static readonly Role Role = new("auditor", [TenancyPermissions.ReadEvents]);
    private static readonly Permission Read = new("pods", "read");
    private static readonly ConsumptionAmounts Tokens = new() { ["tokens"] = 3 };
    private static readonly IdempotencyKey Key = new("tests", "k", "f");

    public static readonly IReadOnlyDictionary<string, Func<TenancyHost, CancellationToken, Task>> All =
        new Dictionary<string, Func<TenancyHost, CancellationToken, Task>>
        {
            ["ITenantManager.CreateTenantAsync(spec)"] = (h, c) => h.Tenants.CreateTenantAsync(Some.Spec(), c).AsTask(),
            ["ITenantManager.CreateTenantAsync(spec, key)"] = (h, c) => h.Tenants.CreateTenantAsync(Some.Spec(), Key, c).AsTask(),
            ["ITenantManager.EnsureTenantAsync"] = (h, c) => h.Tenants.EnsureTenantAsync(Some.Spec(), c).AsTask(),
            ["ITenantManager.FindTenantAsync"] = (h, c) => h.Tenants.FindTenantAsync(Some.TenantId, c).AsTask(),
            ["ITenantManager.FindTenantByNameAsync"] = (h, c) => h.Tenants.FindTenantByNameAsync("Tenant acme", c).AsTask(),
            ["ITenantManager.FindTenantByNamespaceAsync"] = (h, c) => h.Tenants.FindTenantByNamespaceAsync("web", c).AsTask(),
            ["ITenantManager.GetTenantAsync"] = (h, c) => h.Tenants.GetTenantAsync(Some.TenantId, c).AsTask(),
            ["ITenantManager.ListTenantsAsync"] = (h, c) => h.Tenants.ListTenantsAsync(null, c).AsTask(),
            ["ITenantManager.UpdateTenantAsync"] = (h, c) => h.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "new" }, null, c).AsTask(),
            ["ITenantManager.UpdateResourceQuotasAsync"] = (h, c) => h.Tenants.UpdateResourceQuotasAsync(Some.TenantId, new ResourceQuotas { CpuCores = 1 }, c).AsTask(),
            ["ITenantManager.UpdateIsolationLevelAsync"] = (h, c) => h.Tenants.UpdateIsolationLevelAsync(Some.TenantId, IsolationLevel.Hard, c).AsTask(),
            ["ITenantManager.AddNamespaceAsync"] = (h, c) => h.Tenants.AddNamespaceAsync(Some.TenantId, "new", c).AsTask(),
            ["ITenantManager.RemoveNamespaceAsync"] = (h, c) => h.Tenants.RemoveNamespaceAsync(Some.TenantId, "web", c).AsTask(),
            ["ITenantManager.SuspendTenantAsync"] = (h, c) => h.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", c).AsTask(),
            ["ITenantManager.ResumeTenantAsync"] = (h, c) => h.Tenants.ResumeTenantAsync(Some.TenantId, c).AsTask(),
            ["ITenantManager.DeleteTenantAsync"] = (h, c) => h.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: c).AsTask(),
            ["ITenantManager.FinishDeletionAsync"] = (h, c) => h.Tenants.FinishDeletionAsync(Some.TenantId, "stuck", c).AsTask(),
            ["ITenantManager.GetTenantContextAsync(userId, tenant)"] = (h, c) => h.Tenants.GetTenantContextAsync(Some.User, Some.TenantId, c).AsTask(),
            ["ITenantManager.GetTenantContextAsync(claim)"] =
                Claim,
            ["ITenantManager.ReportAsync"] = (h, c) => h.Tenants.ReportAsync(Some.TenantId, "app/web/shop", "Failed", "It failed.", c).AsTask(),
            ["ITenantManager.ReadEventsAsync"] = (h, c) => h.Tenants.ReadEventsAsync(new EventQuery(), c).AsTask(),

            ["IQuotaManager.ReserveAsync"] = (h, c) => h.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), default, c).AsTask(),
            ["IQuotaManager.TryReserveAsync"] = (h, c) => h.Quotas.TryReserveAsync(Some.TenantId, Some.Amounts(), default, c).AsTask(),
            ["IQuotaManager.CheckAsync"] = (h, c) => h.Quotas.CheckAsync(Some.TenantId, Some.Amounts(), c).AsTask(),
            ["IQuotaManager.CommitAsync"] = (h, c) => h.Quotas.CommitAsync(Some.TenantId, "hold", null, c).AsTask(),
            ["IQuotaManager.RenewAsync"] = (h, c) => h.Quotas.RenewAsync(Some.TenantId, "hold", TimeSpan.FromHours(1), c).AsTask(),
            ["IQuotaManager.ReleaseAsync"] = (h, c) => h.Quotas.ReleaseAsync(Some.TenantId, "hold", null, c).AsTask(),
            ["IQuotaManager.ResizeAsync"] = (h, c) => h.Quotas.ResizeAsync(Some.TenantId, "hold", Some.Amounts(), c).AsTask(),
            ["IQuotaManager.TryResizeAsync"] = (h, c) => h.Quotas.TryResizeAsync(Some.TenantId, "hold", Some.Amounts(), c).AsTask(),
            ["IQuotaManager.GetUsageAsync"] = (h, c) => h.Quotas.GetUsageAsync(Some.TenantId, c).AsTask(),
            ["IQuotaManager.ListAllocationsAsync"] = (h, c) => h.Quotas.ListAllocationsAsync(Some.TenantId, null, c).AsTask(),
            ["IQuotaManager.GrantGraceAsync"] = (h, c) => h.Quotas.GrantGraceAsync(Some.TenantId, Some.Amounts(), Some.Time.AddDays(1), cancellationToken: c).AsTask(),
            ["IQuotaManager.ReconcileAsync"] =
                (h, c) => h.Quotas.ReconcileAsync(new AllocationObservation("engine", Some.Mark(0), [new ObservedAllocation("stray", Some.Amounts())]), c).AsTask(),
            ["IQuotaManager.ReserveGrowthAsync"] = (h, c) => h.Quotas.ReserveGrowthAsync(Some.TenantId, "hold", Some.Amounts(), null, c).AsTask(),
            ["IQuotaManager.TryReserveGrowthAsync"] = (h, c) => h.Quotas.TryReserveGrowthAsync(Some.TenantId, "hold", Some.Amounts(), null, c).AsTask(),
            ["IQuotaManager.LowerAsync"] = (h, c) => h.Quotas.LowerAsync(Some.TenantId, "hold", Some.Amounts(), 1, c).AsTask(),
            ["IQuotaManager.ReadMarksAsync"] = (h, c) => h.Quotas.ReadMarksAsync([Some.TenantId], c).AsTask(),
            ["IQuotaManager.RecomputeAsync"] = (h, c) => h.Quotas.RecomputeAsync(Some.TenantId, c).AsTask(),
            ["IQuotaManager.ListUsageAsync"] = (h, c) => h.Quotas.ListUsageAsync(null, c).AsTask(),

            ["IAccessManager.CheckTenantAccessAsync"] = (h, c) => h.Access.CheckTenantAccessAsync(Some.User, Some.TenantId, c).AsTask(),
            ["IAccessManager.CheckPermissionAsync"] = (h, c) => h.Access.CheckPermissionAsync(Some.User, Read, Scope, c).AsTask(),
            ["IAccessManager.DemandPermissionAsync"] = (h, c) => h.Access.DemandPermissionAsync(Some.User, Read, Scope, c).AsTask(),
            ["IAccessManager.ExplainAccessAsync(userId, tenant)"] = (h, c) => h.Access.ExplainAccessAsync(Some.User, Some.TenantId, c).AsTask(),
            ["IAccessManager.ExplainAccessAsync(userId, permission, scope)"] = (h, c) => h.Access.ExplainAccessAsync(Some.User, Read, Scope, c).AsTask(),
            ["IAccessManager.GetAccessibleTenantsAsync"] = (h, c) => h.Access.GetAccessibleTenantsAsync(Some.User, c).AsTask(),
            ["IAccessManager.ListRolesAsync"] = (h, c) => h.Access.ListRolesAsync(c).AsTask(),
            ["IAccessManager.SetRoleAsync"] = (h, c) => h.Access.SetRoleAsync(Role, c).AsTask(),
            ["IAccessManager.RemoveRoleAsync"] = (h, c) => h.Access.RemoveRoleAsync("operator", c).AsTask(),
            ["IAccessManager.BindRoleAsync(binding)"] = (h, c) => h.Access.BindRoleAsync(Binding, c).AsTask(),
            ["IAccessManager.BindRoleAsync(binding, key)"] = (h, c) => h.Access.BindRoleAsync(Binding, Key, c).AsTask(),
            ["IAccessManager.UnbindRoleAsync"] = (h, c) => h.Access.UnbindRoleAsync(Binding, c).AsTask(),
            ["IAccessManager.ListBindingsAsync"] = (h, c) => h.Access.ListBindingsAsync(null, c).AsTask(),
            ["IAccessManager.AddGroupMemberAsync"] = (h, c) => h.Access.AddGroupMemberAsync("staff", Some.User, c).AsTask(),
            ["IAccessManager.RemoveGroupMemberAsync"] = (h, c) => h.Access.RemoveGroupMemberAsync("staff", Some.User, c).AsTask(),
            ["IAccessManager.ForgetUserAsync"] = (h, c) => h.Access.ForgetUserAsync(Some.User, c).AsTask(),
            ["IAccessManager.ListGroupsAsync"] = (h, c) => h.Access.ListGroupsAsync(Some.User, c).AsTask(),
            ["IAccessManager.ListGroupMembersAsync"] = (h, c) => h.Access.ListGroupMembersAsync("staff", c).AsTask(),

            ["IConsumptionManager.ConsumeAsync"] = (h, c) => h.Consumption.ConsumeAsync(Some.TenantId, Tokens, null, c).AsTask(),
            ["IConsumptionManager.TryConsumeAsync"] = (h, c) => h.Consumption.TryConsumeAsync(Some.TenantId, Tokens, null, c).AsTask(),
            ["IConsumptionManager.HoldAsync"] = (h, c) => h.Consumption.HoldAsync(Some.TenantId, Tokens, null, "held", c).AsTask(),
            ["IConsumptionManager.TryHoldAsync"] = (h, c) => h.Consumption.TryHoldAsync(Some.TenantId, Tokens, null, "held", c).AsTask(),
            ["IConsumptionManager.SettleAsync"] = (h, c) => h.Consumption.SettleAsync(Some.TenantId, "held", Tokens, c).AsTask(),
            ["IConsumptionManager.CorrectAsync"] = (h, c) => h.Consumption.CorrectAsync(Some.TenantId, Tokens, "correction", "a mistake", c).AsTask(),
            ["IPlanManager.PublishAsync"] = (h, c) => h.Plans.PublishAsync(new TenantPlan("gold"), null, c).AsTask(),
            ["IPlanManager.FindPlanAsync"] = (h, c) => h.Plans.FindPlanAsync("gold", c).AsTask(),
            ["IPlanManager.GetPlanAsync"] = (h, c) => h.Plans.GetPlanAsync("gold", c).AsTask(),
            ["IPlanManager.ListPlansAsync"] = (h, c) => h.Plans.ListPlansAsync(null, c).AsTask(),
            ["IPlanManager.ListVersionsAsync"] = (h, c) => h.Plans.ListVersionsAsync("gold", null, c).AsTask(),
            ["IPlanManager.RemoveAsync"] = (h, c) => h.Plans.RemoveAsync("gold", c).AsTask(),
            ["IPlanManager.PreviewAsync"] = async (h, c) => _ = await h.Plans.PreviewAsync("gold", null, c).AnyAsync(c),
            ["IPlanManager.ApplyAsync"] = (h, c) => h.Plans.ApplyAsync("gold", null, c).AsTask(),
            ["IPlanManager.MoveTenantAsync"] = (h, c) => h.Plans.MoveTenantAsync(Some.TenantId, "gold", c).AsTask(),
            ["IConsumptionManager.GetBudgetsAsync"] = (h, c) => h.Consumption.GetBudgetsAsync(Some.TenantId, c).AsTask(),
            ["IConsumptionManager.ReadConsumptionAsync"] =
                (h, c) => h.Consumption.ReadConsumptionAsync(Some.TenantId, new ConsumptionQuery(Some.Time, Some.Time.AddDays(1)), c).AsTask(),

            ["IUsageMeter.MeasureAsync"] = (h, c) => h.Meter.MeasureAsync(new MeterQuery(Some.Time, Some.Time.AddDays(1)) { Tenant = Some.TenantId }, c).AsTask(),
            ["IUsageMeter.ReadRecordsAsync"] = (h, c) => h.Meter.ReadRecordsAsync(0, 100, c).AsTask(),
        };

    private static async Task Claim(TenancyHost host, CancellationToken cancellationToken)
    {
        Tenant? tenant = await host.Store.FindAsync(Some.TenantId, cancellationToken);
        await host.Tenants.GetTenantContextAsync(new TenantContextClaim(Some.TenantId, Some.User, tenant?.Uid ?? Some.Uid), cancellationToken);
    }

    /// <summary>The names under which every method of the managers must occur; overloads with their parameters.</summary>
    public static IEnumerable<string> Methods =>
        from type in new[] { typeof(ITenantManager), typeof(IQuotaManager), typeof(IAccessManager), typeof(IUsageMeter), typeof(IConsumptionManager), typeof(IPlanManager) }
        from overloads in type.GetMethods().GroupBy(m => m.Name)
        from method in overloads
        let parameters = string.Join(", ", method.GetParameters().SkipLast(1).Select(p => p.Name))
        select $"{type.Name}.{method.Name}" + (overloads.Count() > 1 ? $"({parameters})" : "");
}
