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
            whose = await AuthorizeAsync(tenant, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Whose usage it is, with the uid.</summary>
    private async ValueTask<TenantReference> AuthorizeAsync(TenantReference tenant, CancellationToken cancellationToken)
    {
        if (!MayName(tenant) || await store.FindLatestNamedAsync(tenant, cancellationToken).ConfigureAwait(false) is not null)
        {
            TenantReference target = await guard.AuthorizeAsync(MeterCallers.Measure, tenant, cancellationToken).ConfigureAwait(false);
            return await store.GetLatestAsync(target, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await guard.AuthorizeAsync(MeterCallers.MeasureAll, cancellationToken).ConfigureAwait(false);
            return tenant;
        }
        catch (TenantAccessDeniedException)
        {
            throw new TenantNotFoundException(tenant.Id);
        }
    }

    /// <summary>Whether a tenant that may be gone is named, by somebody who does not stand in another.</summary>
    private static bool MayName(TenantReference tenant) =>
        tenant.HasUid && TenantContext.Current is not { Kind: TenantContextKind.Tenant } && TenantContext.Current?.TryReach(tenant, out _) != false;
}
