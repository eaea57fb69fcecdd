using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>Authorizes, then sums up what the store has recorded.</summary>
internal sealed class UsageMeter(ITenantStore store, CallerGuard guard) : IUsageMeter
{
    public async ValueTask<IReadOnlyList<MeteredUsage>> MeasureAsync(MeterQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        DateTimeOffset[] bounds = MeterSum.Bounds(query);
        TenantReference? whose = null;
        if (query.Tenant is { } tenant)
        {
            whose = await guard.AuthorizeHistoryAsync(MeterCallers.Measure, MeterCallers.MeasureAll, tenant, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await guard.AuthorizeAsync(MeterCallers.MeasureAll, cancellationToken).ConfigureAwait(false);
        }

        MeterSum sum = await store.SumUsageAsync(
            new UsageSpan(whose, query.From, query.Until),
            () => new MeterSum(query, bounds),
            static (sum, record) => sum.Add(record),
            cancellationToken).ConfigureAwait(false);
        return sum.Result();
    }

    public async ValueTask<UsageRecordPage> ReadRecordsAsync(long after, int limit = 1000, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        Page.Limit(limit, nameof(limit));
        await guard.AuthorizeAsync(MeterCallers.ReadRecords, cancellationToken).ConfigureAwait(false);
        return await store.ReadUsageAsync(after, limit, cancellationToken).ConfigureAwait(false);
    }
}
