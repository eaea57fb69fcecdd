namespace Hivemind.Tenancy;

/// <summary>Who may call the verbs of <see cref="IPlanManager"/>. Which plans there are is nobody's to know without the right to read them; a tenant's own is in its record.</summary>
internal static class PlanCallers
{
    public static readonly CallerRule Publish = new(nameof(IPlanManager.PublishAsync), CallerNeed.AtGlobal(TenancyPermissions.UpdatePlans));
    public static readonly CallerRule Find = new(nameof(IPlanManager.FindPlanAsync), CallerNeed.AtGlobal(TenancyPermissions.ReadPlans));
    public static readonly CallerRule List = new(nameof(IPlanManager.ListPlansAsync), CallerNeed.AtGlobal(TenancyPermissions.ReadPlans));
    public static readonly CallerRule ListVersions = new(nameof(IPlanManager.ListVersionsAsync), CallerNeed.AtGlobal(TenancyPermissions.ReadPlans));
    public static readonly CallerRule Remove = new(nameof(IPlanManager.RemoveAsync), CallerNeed.AtGlobal(TenancyPermissions.UpdatePlans));

    /// <summary>In a tenant it is the only one that can be moved.</summary>
    public static readonly CallerRule Preview = new(nameof(IPlanManager.PreviewAsync), CallerNeed.AtGlobal(TenancyPermissions.ApplyPlans));

    public static readonly CallerRule Apply = new(nameof(IPlanManager.ApplyAsync), CallerNeed.AtGlobal(TenancyPermissions.ApplyPlans));
    public static readonly CallerRule Move = new(nameof(IPlanManager.MoveTenantAsync), CallerNeed.AtGlobal(TenancyPermissions.ApplyPlans));
}
