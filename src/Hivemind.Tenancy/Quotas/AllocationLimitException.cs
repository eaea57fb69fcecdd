namespace Hivemind.Tenancy;

/// <summary>The tenant holds as many allocations, or of as many resources, as one tenant may. Nothing was held.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="kind">Of what it may not hold more.</param>
public sealed class AllocationLimitException(TenantId tenantId, AllocationLimitKind kind)
    : TenancyException(kind == AllocationLimitKind.Allocations
        ? $"Tenant '{tenantId}' holds {TenancyLimits.Allocations} allocations, which is the most a tenant may."
        : $"Tenant '{tenantId}' would hold more than {TenancyLimits.HeldResources} resources beside the known ones, which is the most a tenant may.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>Of what it may not hold more.</summary>
    public AllocationLimitKind Kind { get; } = kind;
}
