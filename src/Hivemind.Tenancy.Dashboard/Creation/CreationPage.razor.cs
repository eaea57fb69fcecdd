using Microsoft.AspNetCore.Components;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The form for a new tenant.</summary>
public sealed partial class CreationPage : ComponentBase
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required CreationModel Model { get; set; }
}
