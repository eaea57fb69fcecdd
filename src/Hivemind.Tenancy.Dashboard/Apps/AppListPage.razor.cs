using Microsoft.AspNetCore.Components;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The apps and jobs of a tenant.</summary>
public sealed partial class AppListPage : ComponentBase
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required AppListModel Model { get; set; }

    private bool IsActive => Model.Tenant.Status == TenantStatus.Active;
}
