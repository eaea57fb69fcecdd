namespace Hivemind.Tenancy;

/// <summary>Of what a tenant may not hold more, whatever its quotas say.</summary>
public enum AllocationLimitKind
{
    /// <summary>Allocations, see <see cref="TenancyLimits.Allocations"/>.</summary>
    Allocations = 1,

    /// <summary>Resources beside the known ones, see <see cref="TenancyLimits.HeldResources"/>.</summary>
    Resources = 2,
}
