namespace Hivemind.Tenancy;

/// <summary>
/// A provisioner failed. The tenant stays Pending, Suspended or Terminating with <see cref="Reason"/> in
/// <see cref="Tenant.StatusReason"/>; the same call again goes on from there.
/// </summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="status">The status in which it stays.</param>
/// <param name="reason">Which provisioner failed, and how.</param>
/// <param name="innerException">What the provisioner threw.</param>
public sealed class TenantProvisioningException(TenantId tenantId, TenantStatus status, string reason, Exception innerException)
    : TenancyException($"Tenant '{tenantId}' stays {status}: {reason}", innerException)
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>The status in which the tenant stays.</summary>
    public TenantStatus Status { get; } = status;

    /// <summary>Which provisioner failed, and how.</summary>
    public string Reason { get; } = reason;

    /// <summary>Whether the provisioner's own exception said that it is transient.</summary>
    public override bool IsTransient => InnerException is TenancyException { IsTransient: true };
}
