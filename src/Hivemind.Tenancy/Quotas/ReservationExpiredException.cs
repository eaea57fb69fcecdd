namespace Hivemind.Tenancy;

/// <summary>There is no live allocation of that id: its lease has ended, it was released, or it never was. Reserve again.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="allocationId">The allocation.</param>
public sealed class ReservationExpiredException(TenantId tenantId, string allocationId)
    : TenancyException($"Allocation '{allocationId}' of tenant '{tenantId}' is not live: its lease has ended, it was released, or it never was.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>The allocation.</summary>
    public string AllocationId { get; } = allocationId;
}
