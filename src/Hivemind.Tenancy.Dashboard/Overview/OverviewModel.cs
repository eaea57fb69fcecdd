namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>One tenant at a glance.</summary>
public sealed record OverviewModel
{
    /// <summary>What surrounds the page.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>The tenant.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>What it uses now.</summary>
    public required TenantUsage Usage { get; init; }
}
