using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Components;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>One app.</summary>
public sealed partial class AppPage : ComponentBase
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required AppModel Model { get; set; }

    private App App => Model.App;

    private AppSpec Spec => Model.App.Spec;

    private bool IsJob => Spec.Job is not null;
}
