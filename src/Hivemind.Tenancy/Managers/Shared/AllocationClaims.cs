namespace Hivemind.Tenancy;

/// <summary>Which allocations only System contexts change: what stands behind them would not follow.</summary>
internal sealed class AllocationClaims(IEnumerable<AllocationClaim> claims)
{
    private readonly string[] _prefixes = [.. claims.Select(c => c.Prefix)];

    /// <summary>Whether the ambient caller may not change the allocation. The host's own code, without a context, may where it is let.</summary>
    public bool Refuse(string? allocationId) =>
        _prefixes.Length != 0 && allocationId is not null && TenantContext.Current is { Kind: not TenantContextKind.System } && IsClaimed(allocationId);

    private bool IsClaimed(string allocationId) => Array.Exists(_prefixes, p => allocationId.StartsWith(p, StringComparison.Ordinal));
}
