namespace Hivemind.Tenancy;

/// <summary>Who may call the verbs of <see cref="ITenantManager"/>.</summary>
internal static class TenantCallers
{
    /// <summary>Open from no context and from a visitor's, too; from a user's own for that user only.</summary>
    public static readonly CallerRule Door = new(nameof(ITenantManager.GetTenantContextAsync), CallerNeed.Reach);

    public static readonly CallerRule Find = new(nameof(ITenantManager.FindTenantAsync), CallerNeed.Reach);
    public static readonly CallerRule FindByName = new(nameof(ITenantManager.FindTenantByNameAsync), CallerNeed.Reach);
    public static readonly CallerRule FindByNamespace = new(nameof(ITenantManager.FindTenantByNamespaceAsync), CallerNeed.Reach);

    /// <summary>In a tenant it is the only one there is.</summary>
    public static readonly CallerRule List = new(
        nameof(ITenantManager.ListTenantsAsync), CallerNeed.Reach, CallerNeed.AtGlobal(TenancyPermissions.ReadTenants));

    public static readonly CallerRule Create = new(nameof(ITenantManager.CreateTenantAsync), CallerNeed.AtGlobal(TenancyPermissions.CreateTenant));
    public static readonly CallerRule Ensure = new(nameof(ITenantManager.EnsureTenantAsync), CallerNeed.AtGlobal(TenancyPermissions.CreateTenant));

    /// <summary>Beside it, what the change takes: <see cref="TenantUpdatePermissions"/>.</summary>
    public static readonly CallerRule Update = new(nameof(ITenantManager.UpdateTenantAsync), CallerNeed.Reach);

    public static readonly CallerRule Suspend = new(nameof(ITenantManager.SuspendTenantAsync), CallerNeed.AtGlobal(TenancyPermissions.SuspendTenant));
    public static readonly CallerRule Resume = new(nameof(ITenantManager.ResumeTenantAsync), CallerNeed.AtGlobal(TenancyPermissions.SuspendTenant));
    public static readonly CallerRule Delete = new(nameof(ITenantManager.DeleteTenantAsync), CallerNeed.AtGlobal(TenancyPermissions.DeleteTenant));
    public static readonly CallerRule FinishDeletion = new(nameof(ITenantManager.FinishDeletionAsync), CallerNeed.AtGlobal(TenancyPermissions.DeleteTenant));
    public static readonly CallerRule Report = new(nameof(ITenantManager.ReportAsync), CallerNeed.System);
    public static readonly CallerRule ReadEvents = new(nameof(ITenantManager.ReadEventsAsync), CallerNeed.AtTarget(TenancyPermissions.ReadEvents));
}
