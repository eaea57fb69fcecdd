namespace Hivemind.Tenancy;

/// <summary>Nothing was held under the id, or it is longer ago than ids are remembered: 24 hours after the lease has ended. Nothing was counted.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="id">The id.</param>
public sealed class ConsumptionHoldNotFoundException(TenantId tenantId, string id)
    : TenancyException($"Nothing was held under the id '{id}' of tenant '{tenantId}', or too long ago.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>The id.</summary>
    public string Id { get; } = id;
}
