namespace Hivemind.Tenancy;

/// <summary>What was asked for does not fit the tenant's effective limits. Nothing was held.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="decision">Which resources do not fit.</param>
public sealed class QuotaExceededException(TenantId tenantId, QuotaDecision decision)
    : TenancyException($"Tenant '{tenantId}' would exceed its quota: {decision}.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>The refusal: for each resource that does not fit requested, used, reserved, limit and the next lease end.</summary>
    public QuotaDecision Decision { get; } = decision;
}
