namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A version of a plan. Never changed; goes with its plan.</summary>
internal sealed class PlanVersionRow
{
    public required string Name { get; init; }

    public required int Version { get; init; }

    /// <summary>UTC ticks.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>What it says, as JSON.</summary>
    public required string Document { get; init; }
}
