namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The form for a new tenant.</summary>
public sealed record CreationModel
{
    /// <summary>What surrounds the page.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>The form.</summary>
    public required DashboardForm Form { get; init; }

    /// <summary>The plans to choose from; none where the user may see none, or the host has none.</summary>
    public required IReadOnlyList<FieldChoice> Plans { get; init; }

    /// <summary>The resources whose quotas can be typed.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>Whether limits of further resources can be added, because the host has not said which there are.</summary>
    public required bool MayAddResources { get; init; }

    /// <summary>The address of the page.</summary>
    public string Address => Frame.Root + "/-/new";
}
