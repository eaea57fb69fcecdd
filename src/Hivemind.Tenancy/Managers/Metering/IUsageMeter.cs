namespace Hivemind.Tenancy;

/// <summary>
/// What tenants have held over time: exact, from records that were closed in the very steps that changed what was held (see
/// <see cref="HivemindTenancyOptions.Metering"/>), and from what is still held, up to now. What was measured once of a time that is over
/// is never measured otherwise later, until <see cref="HivemindTenancyOptions.RetainUsage"/> removes its records. In a tenant's context only
/// that tenant's usage exists; a user in no tenant needs <see cref="TenancyPermissions.ReadUsage"/> at the tenant; all tenants together, a tenant that is gone, and
/// the records themselves ask a user for it at Global scope. Safe for concurrent use. Every method throws <see cref="TenantNotFoundException"/> for a tenant that is absent or another than the
/// caller's, <see cref="TenantAccessDeniedException"/> when the permission is missing, <see cref="TenancyStoreException"/> when the store fails, and
/// <see cref="TenantContextMissingException"/> without a context or in a visitor's.
/// </summary>
public interface IUsageMeter
{
    /// <summary>What was used, by period and group, in the order of periods and then of groups; without those in which nothing was.</summary>
    /// <param name="query">Whose, when, and how it is cut.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">It ends before it begins, or makes more than 10,000 periods.</exception>
    ValueTask<IReadOnlyList<MeteredUsage>> MeasureAsync(MeterQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Closed records of all tenants in their order, to carry them elsewhere: nothing is left out and nothing comes twice, whatever is
    /// closed meanwhile. What is still held has none yet.
    /// </summary>
    /// <param name="after">The <see cref="UsageRecordPage.Next"/> of the page before; 0 for the first.</param>
    /// <param name="limit">How many at most: 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<UsageRecordPage> ReadRecordsAsync(long after, int limit = 1000, CancellationToken cancellationToken = default);
}
