namespace Hivemind.Tenancy;

/// <summary>The allocation id is live already, with other amounts, or with another source, namespace or labels.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="allocationId">The allocation.</param>
/// <param name="existing">What it holds.</param>
/// <param name="requested">What was asked for.</param>
public sealed class AllocationConflictException(
    TenantId tenantId, string allocationId, ResourceAmounts existing, ResourceAmounts requested)
    : TenancyException($"Allocation '{allocationId}' of tenant '{tenantId}' already exists with {(existing.Equals(requested) ? "another source, namespace or labels" : "other amounts")}: it holds {existing}; {requested} was asked for.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>The allocation.</summary>
    public string AllocationId { get; } = allocationId;

    /// <summary>What it holds.</summary>
    public ResourceAmounts Existing { get; } = existing;

    /// <summary>What was asked for.</summary>
    public ResourceAmounts Requested { get; } = requested;
}
