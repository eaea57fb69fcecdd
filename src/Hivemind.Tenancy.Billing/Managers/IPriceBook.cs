namespace Hivemind.Tenancy.Billing;

/// <summary>
/// Says by which price list a tenant is billed. The one that comes along gives all versions of <see cref="BillingOptions.DefaultPriceList"/> to everybody; a host whose tenants have
/// different ones registers its own, and answers for a tenant that is gone, too: what it answers for a month that is over must not change.
/// </summary>
public interface IPriceBook
{
    /// <summary>All versions of the tenant's list, in any order.</summary>
    /// <param name="tenant">The tenant, with its uid.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    ValueTask<IReadOnlyList<PriceList>> GetVersionsAsync(TenantReference tenant, CancellationToken cancellationToken = default);
}
