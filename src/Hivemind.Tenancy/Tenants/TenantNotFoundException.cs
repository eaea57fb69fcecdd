namespace Hivemind.Tenancy;

/// <summary>There is no such tenant, or the caller, acting in another tenant's context, may not know that there is.</summary>
/// <param name="tenantId">The tenant that was asked for.</param>
public sealed class TenantNotFoundException(TenantId tenantId)
    : TenancyException($"Tenant '{tenantId}' was not found.")
{
    /// <summary>The tenant that was asked for.</summary>
    public TenantId TenantId { get; } = tenantId;
}
