namespace Hivemind.Tenancy;

/// <summary>A version of a plan was published. It is about the whole platform.</summary>
public sealed record PlanPublished : TenancyEvent
{
    /// <summary>The plan as published, with its version.</summary>
    public required TenantPlan Plan { get; init; }
}
