using Microsoft.AspNetCore.Components;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>What can be changed of one tenant.</summary>
public sealed partial class SettingsPage : ComponentBase
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required SettingsModel Model { get; set; }
}
