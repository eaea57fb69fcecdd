namespace Hivemind.Tenancy;

/// <summary>Something else was done under the id before. Nothing was counted.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="id">The id.</param>
/// <param name="before">What was asked for under it.</param>
/// <param name="requested">What is asked for now.</param>
public sealed class ConsumptionConflictException(TenantId tenantId, string id, ConsumptionAmounts before, ConsumptionAmounts requested)
    : TenancyException($"The id '{id}' of tenant '{tenantId}' stands for {before} of another request; {requested} is asked for now: give each request an id of its own.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>The id.</summary>
    public string Id { get; } = id;

    /// <summary>What was asked for under it.</summary>
    public ConsumptionAmounts Before { get; } = before;

    /// <summary>What is asked for now.</summary>
    public ConsumptionAmounts Requested { get; } = requested;
}
