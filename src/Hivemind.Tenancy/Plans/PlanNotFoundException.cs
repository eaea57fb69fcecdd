namespace Hivemind.Tenancy;

/// <summary>There is no such plan, or no such version of it.</summary>
/// <param name="plan">The plan that was asked for.</param>
public sealed class PlanNotFoundException(PlanReference plan)
    : TenancyException($"Plan '{plan}' was not found.")
{
    /// <summary>The plan that was asked for.</summary>
    public PlanReference Plan { get; } = plan;
}
