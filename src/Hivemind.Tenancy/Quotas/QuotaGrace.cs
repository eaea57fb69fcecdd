namespace Hivemind.Tenancy;

/// <summary>One absolute higher ceiling until a time, a layer over the quota: the effective limit of a resource is the larger of the two.</summary>
/// <param name="Ceiling">The ceiling of each resource; 0 leaves the quota as it is.</param>
/// <param name="Until">When it ends (it has ended when <c>now >= Until</c>).</param>
public sealed record QuotaGrace(ResourceAmounts Ceiling, DateTimeOffset Until);
