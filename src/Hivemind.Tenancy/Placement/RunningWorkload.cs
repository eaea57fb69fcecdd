namespace Hivemind.Tenancy;

/// <summary>A workload as it runs: where, with what, and beside whom on its network.</summary>
public sealed record RunningWorkload
{
    /// <summary>Its name, 1 to 256 characters.</summary>
    public required string Name { get; init => field = Requires.Line(value, "Workload name", TenancyLimits.UserIdLength); }

    /// <summary>The node it runs on.</summary>
    public required Node Node { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>The volumes it has mounted.</summary>
    public IReadOnlyList<Volume> Volumes { get; init => field = ValueList<Volume>.Create(value); } = ValueList<Volume>.Empty;

    /// <summary>The tenants whose workloads it can reach on the networks it is attached to.</summary>
    public IReadOnlyList<Tenant> NetworkPeers { get; init => field = ValueList<Tenant>.Create(value); } = ValueList<Tenant>.Empty;

    /// <summary>Whether it runs with guaranteed rather than best-effort resources.</summary>
    public bool HasResourceGuarantees { get; init; }
}
