using Microsoft.AspNetCore.Components;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>What a tenant uses.</summary>
public sealed partial class UsagePage : ComponentBase
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required UsageModel Model { get; set; }
}
