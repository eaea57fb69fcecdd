namespace Hivemind.Tenancy;

/// <summary>A plan was removed, with all its versions. It is about the whole platform.</summary>
public sealed record PlanRemoved : TenancyEvent
{
    /// <summary>The plan's name.</summary>
    public required string PlanName { get; init; }
}
