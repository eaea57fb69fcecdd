namespace Hivemind.Tenancy;

/// <summary>Amounts that a tenant holds: for a lease, or committed.</summary>
/// <param name="TenantId">Whose it is.</param>
/// <param name="Id">Its id, unique within the tenant: 1 to 256 characters.</param>
/// <param name="Amounts">How much.</param>
/// <param name="Source">Which engine or host holds it; empty when not said.</param>
/// <param name="ExpiresAt">When the lease ends (it has ended when <c>now >= ExpiresAt</c>); null when it is committed.</param>
/// <param name="CreatedAt">When it was reserved or adopted.</param>
/// <param name="ChangedAt">When it was last reserved, committed, resized or adopted.</param>
/// <param name="Token">Unique over all allocations of the store: tells a later allocation under the same id from this one.</param>
public sealed record Allocation(
    TenantId TenantId,
    string Id,
    ResourceAmounts Amounts,
    string Source,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    long Token)
{
    /// <summary>Whether it is committed rather than held for a lease.</summary>
    public bool IsCommitted => ExpiresAt is null;
}
