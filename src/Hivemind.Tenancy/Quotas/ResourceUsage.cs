namespace Hivemind.Tenancy;

/// <summary>What a tenant holds of one resource, in the resource's unit: cores, bytes or a count.</summary>
/// <param name="Resource">The resource, see <see cref="ResourceNames"/>.</param>
/// <param name="Used">How much is committed.</param>
/// <param name="Reserved">How much is held for leases.</param>
/// <param name="Quota">The tenant's quota; null when unlimited.</param>
/// <param name="Limit">The effective limit: the larger of quota and grace; null when unlimited.</param>
public sealed record ResourceUsage(string Resource, decimal Used, decimal Reserved, decimal? Quota, decimal? Limit)
{
    /// <summary>Committed and held together.</summary>
    public decimal Total => Used + Reserved;

    /// <summary>How much more would be admitted now; null when unlimited.</summary>
    public decimal? Available => Limit is { } limit ? Math.Max(0, limit - Total) : null;

    /// <summary>By how much the total is over the effective limit; 0 when it is not.</summary>
    public decimal Over => Limit is { } limit ? Math.Max(0, Total - limit) : 0;
}
