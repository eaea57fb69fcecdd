namespace Hivemind.Tenancy;

/// <summary>The tenant's status does not allow the operation.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="status">The status it is in.</param>
public sealed class TenantNotActiveException(TenantId tenantId, TenantStatus status)
    : TenancyException($"Tenant '{tenantId}' is {status}, which does not allow this.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>The status it is in.</summary>
    public TenantStatus Status { get; } = status;
}
