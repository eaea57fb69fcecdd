namespace Hivemind.Tenancy.Billing;

/// <summary>
/// Where what is counted and used up comes from, to be billed beside what is held, where it is not <see cref="IConsumptionManager"/>, which is always asked. Every one that is registered is
/// asked, and what they say is added up.
/// </summary>
public interface ICountedUsage
{
    /// <summary>What a tenant used up in a time: what was counted at <paramref name="from"/> or later and before <paramref name="until"/>, so that times that follow one another count everything once.</summary>
    /// <param name="tenant">The tenant, with its uid; the caller may read its usage.</param>
    /// <param name="from">From then on.</param>
    /// <param name="until">Until then.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IReadOnlyList<MeteredQuantity>> ReadAsync(
        TenantReference tenant, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken = default);
}
