using Microsoft.AspNetCore.Components;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The volumes of a tenant that outlive apps.</summary>
public sealed partial class VolumesPage : ComponentBase
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required VolumesModel Model { get; set; }
}
