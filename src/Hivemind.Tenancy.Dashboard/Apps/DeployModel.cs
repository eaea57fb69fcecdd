using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The form that deploys an app.</summary>
public sealed record DeployModel
{
    /// <summary>What surrounds the page.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>Whose it will be.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>The form.</summary>
    public required DashboardForm Form { get; init; }

    /// <summary>The namespaces in which the user may deploy.</summary>
    public required IReadOnlyList<string> Namespaces { get; init; }

    /// <summary>What the tenant holds; null where the user may not read it.</summary>
    public required TenantUsage? Quota { get; init; }

    /// <summary>Whether the user may see volumes anywhere in the tenant.</summary>
    public required bool MayReadVolumes { get; init; }

    /// <summary>The volumes that outlive apps; none where the user may not read them, or nobody can say.</summary>
    public required IReadOnlyList<AppVolume> Volumes { get; init; }

    /// <summary>The address of the page.</summary>
    public string Address => Frame.Of("/-/deploy");
}
