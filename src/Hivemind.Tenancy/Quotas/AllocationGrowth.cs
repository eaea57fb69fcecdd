namespace Hivemind.Tenancy;

/// <summary>What an allocation is about to become, see <see cref="IQuotaManager.ReserveGrowthAsync"/>.</summary>
/// <param name="Target">What its amounts shall be; until then the larger of the two counts.</param>
/// <param name="ExpiresAt">When the lease of the growth ends, by the store's clock: then the target is forgotten.</param>
public sealed record AllocationGrowth(ResourceAmounts Target, DateTimeOffset ExpiresAt);
