namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The name of a plan, which stays when the plan is removed. It is the lock of the plan's versions, and of who may name them.</summary>
internal sealed class PlanRow
{
    public required string Name { get; init; }

    /// <summary>The last number that was given.</summary>
    public required int LastVersion { get; set; }
}
