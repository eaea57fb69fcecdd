namespace Hivemind.Tenancy.Billing;

/// <summary>
/// What tenants owe for what they used, by their price lists. It rates what <see cref="IUsageMeter"/> measures and what is counted; invoices, taxes and payment are other
/// systems' work. A user needs <see cref="BillingPermissions.ReadStatements"/> beside what the meter asks for. Safe for concurrent use.
/// </summary>
public interface IBilling
{
    /// <summary>
    /// What a tenant owes for a calendar month: of one that is over, the same whenever it is asked for; of the one of now, up to now. All that was held is charged, also
    /// what was reserved and never committed. Of a month in which the tenant was not there it is empty.
    /// </summary>
    /// <param name="tenant">Whose. With a uid that tenant's, also when it is gone, as long as its usage is retained; without one that of who holds the id now.</param>
    /// <param name="year">1 to 9998.</param>
    /// <param name="month">1 to 12.</param>
    /// <param name="timeZone">By whose calendar; null for UTC.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TenantNotFoundException">The tenant is absent, or another than the caller's.</exception>
    /// <exception cref="TenantAccessDeniedException">A permission is missing.</exception>
    /// <exception cref="TenantContextMissingException">There is no context, or a visitor's.</exception>
    /// <exception cref="StatementTrimmedException">Some of the month is older than usage is retained.</exception>
    /// <exception cref="PriceListMissingException">No version of its price list holds when the month begins.</exception>
    /// <exception cref="InvalidOperationException">The host's <see cref="IPriceBook"/> gave lists that are not allowed.</exception>
    /// <exception cref="OverflowException">An amount passes what <see cref="decimal"/> can hold.</exception>
    /// <exception cref="TenancyStoreException">The store fails.</exception>
    ValueTask<Statement> GetStatementAsync(
        TenantReference tenant, int year, int month, TimeZoneInfo? timeZone = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// The first days of the months that <see cref="GetStatementAsync"/> can answer, the newest, which is that of now, first: since the tenant was created, where it is there, as far as
    /// its price list and what is retained reach; none where nothing does; the newest 1,200 at most. It does not look at what was used.
    /// </summary>
    /// <param name="tenant">Whose, as for <see cref="GetStatementAsync"/>.</param>
    /// <param name="timeZone">By whose calendar; null for UTC.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TenantNotFoundException">The tenant is absent, or another than the caller's.</exception>
    /// <exception cref="TenantAccessDeniedException">A permission is missing.</exception>
    /// <exception cref="TenantContextMissingException">There is no context, or a visitor's.</exception>
    /// <exception cref="InvalidOperationException">The host's <see cref="IPriceBook"/> gave lists that are not allowed.</exception>
    /// <exception cref="TenancyStoreException">The store fails.</exception>
    ValueTask<IReadOnlyList<DateOnly>> ListMonthsAsync(TenantReference tenant, TimeZoneInfo? timeZone = null, CancellationToken cancellationToken = default);
}
