namespace Hivemind.Tenancy;

/// <summary>What became of applying a version of a plan to tenants.</summary>
/// <param name="Plan">The version.</param>
/// <param name="Moved">How many tenants were moved.</param>
public sealed record PlanRun(PlanReference Plan, int Moved)
{
    /// <summary>Those that could not be moved, each with its <see cref="PlanMove.Problem"/>: apply again once that is gone.</summary>
    public IReadOnlyList<PlanMove> Problems { get; init => field = ValueList<PlanMove>.Create(value); } = ValueList<PlanMove>.Empty;
}
