using Microsoft.AspNetCore.Components;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The form that deploys an app.</summary>
public sealed partial class DeployPage : ComponentBase
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required DeployModel Model { get; set; }
}
