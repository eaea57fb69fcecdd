namespace Hivemind.Tenancy;

/// <summary>The tenant is protected from deletion, see <see cref="Tenant.IsDeletionProtected"/>.</summary>
/// <param name="tenantId">The tenant.</param>
public sealed class TenantProtectedException(TenantId tenantId)
    : TenancyException($"Tenant '{tenantId}' is protected from deletion: set {nameof(Tenant.IsDeletionProtected)} to false first.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;
}
