using Microsoft.AspNetCore.Components;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>Who has access to a tenant, and why.</summary>
public sealed partial class MembersPage : ComponentBase
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required MembersModel Model { get; set; }
}
