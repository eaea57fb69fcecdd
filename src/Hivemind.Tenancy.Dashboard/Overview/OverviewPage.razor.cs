using Microsoft.AspNetCore.Components;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>One tenant at a glance.</summary>
public sealed partial class OverviewPage : ComponentBase
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required OverviewModel Model { get; set; }
}
