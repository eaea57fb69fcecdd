using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The volumes of a tenant that outlive apps.</summary>
public sealed record VolumesModel
{
    /// <summary>What surrounds the page.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>Whose they are.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>Those that the user may see.</summary>
    public required IReadOnlyList<AppVolume> Volumes { get; init; }

    /// <summary>The form that makes one.</summary>
    public required DashboardForm Creation { get; init; }

    /// <summary>The form that removes one.</summary>
    public required DashboardForm Removal { get; init; }

    /// <summary>The form that was refused; null for none.</summary>
    public DashboardForm? Refused { get; init; }

    /// <summary>The namespaces in which the user may make one now.</summary>
    public required IReadOnlyList<string> Creatable { get; init; }

    /// <summary>Those that the user may remove.</summary>
    public required IReadOnlyList<AppVolume> Removable { get; init; }

    /// <summary>What the tenant holds; null where the user may not read it.</summary>
    public required TenantUsage? Quota { get; init; }

    /// <summary>The address of the page.</summary>
    public string Address => Frame.Of("/-/volumes");
}
