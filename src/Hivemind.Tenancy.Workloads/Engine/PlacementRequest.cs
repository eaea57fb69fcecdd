namespace Hivemind.Tenancy.Workloads;

/// <summary>What is to be placed, and where it may go.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Amounts">What it takes.</param>
/// <param name="MayRunOn">The verdict over a node: ask it of every node that is thought of.</param>
public sealed record PlacementRequest(TenantReference Tenant, ResourceAmounts Amounts, Func<Node, IsolationVerdict> MayRunOn)
{
    /// <summary>What is to run: an engine that does not take it says so now, before anything is held. Null for what does not run.</summary>
    public AppSpec? Spec { get; init; }

    /// <summary>The only source that will do, because a volume lies there; null for any.</summary>
    public string? OnlySource { get; init; }
}
