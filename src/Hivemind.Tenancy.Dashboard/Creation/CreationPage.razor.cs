using Microsoft.AspNetCore.Components;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The form for a new tenant.</summary>
public sealed partial class CreationPage : ComponentBase
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required CreationModel Model { get; set; }

    private IReadOnlyList<FieldChoice> Levels =>
        [new FieldChoice(string.Empty, Model.Plans.Count > 0 ? T["As the plan says, else Soft"] : T["As the platform says, else Soft"]), .. IsolationText.Choices(text => T[text])];
}
