namespace Hivemind.Tenancy;

/// <summary>Who may call the verbs of <see cref="IQuotaManager"/>; the <c>Try</c> forms as those without. Code in a tenant's context is trusted with what the tenant holds, a user's input is not.</summary>
internal static class QuotaCallers
{
    public static readonly CallerRule Reserve = Change(nameof(IQuotaManager.ReserveAsync));
    public static readonly CallerRule ReserveGrowth = Change(nameof(IQuotaManager.ReserveGrowthAsync));
    public static readonly CallerRule Commit = Change(nameof(IQuotaManager.CommitAsync));
    public static readonly CallerRule Renew = Change(nameof(IQuotaManager.RenewAsync));
    public static readonly CallerRule Resize = Change(nameof(IQuotaManager.ResizeAsync));
    public static readonly CallerRule Lower = Change(nameof(IQuotaManager.LowerAsync));
    public static readonly CallerRule Release = Change(nameof(IQuotaManager.ReleaseAsync));

    public static readonly CallerRule Check = new(nameof(IQuotaManager.CheckAsync), CallerNeed.Reach);
    public static readonly CallerRule GetUsage = new(nameof(IQuotaManager.GetUsageAsync), CallerNeed.Reach);
    public static readonly CallerRule ListAllocations = new(nameof(IQuotaManager.ListAllocationsAsync), CallerNeed.Reach);

    public static readonly CallerRule ListUsage = OfHost(nameof(IQuotaManager.ListUsageAsync));

    /// <summary>The same of tenants that are named: what <see cref="GetUsage"/> asks.</summary>
    internal static readonly CallerRule ListUsageOfNamed = new(nameof(IQuotaManager.ListUsageAsync), GetUsage.InTenant, GetUsage.AsUser);

    public static readonly CallerRule GrantGrace = OfHost(nameof(IQuotaManager.GrantGraceAsync));
    public static readonly CallerRule ReadMarks = OfHost(nameof(IQuotaManager.ReadMarksAsync));
    public static readonly CallerRule Reconcile = OfHost(nameof(IQuotaManager.ReconcileAsync));
    public static readonly CallerRule Recompute = OfHost(nameof(IQuotaManager.RecomputeAsync));

    private static CallerRule Change(string verb) => new(verb, CallerNeed.Reach, CallerNeed.AtTarget(TenancyPermissions.UpdateAllocations));

    private static CallerRule OfHost(string verb) => new(verb, CallerNeed.AtGlobal(TenancyPermissions.UpdateQuotas));
}
