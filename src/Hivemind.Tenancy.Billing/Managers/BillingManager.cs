using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Billing;

/// <summary>Authorizes, measures each part of the month that has prices of its own, and rates it.</summary>
internal sealed class BillingManager(
    ITenantManager tenants,
    IAccessManager access,
    IUsageMeter meter,
    IPriceBook book,
    IEnumerable<ICountedUsage> counted,
    IOptions<BillingOptions> options,
    IOptions<HivemindTenancyOptions> tenancy,
    TimeProvider time) : IBilling
{
    /// <summary>A hundred years: a list may be valid from the beginning of time, and nothing be removed.</summary>
    private const int MostMonths = 1200;

    public async ValueTask<Statement> GetStatementAsync(
        TenantReference tenant, int year, int month, TimeZoneInfo? timeZone = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9998);
        ArgumentOutOfRangeException.ThrowIfLessThan(month, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(month, 12);
        TimeZoneInfo zone = timeZone ?? TimeZoneInfo.Utc;
        (TenantReference target, Tenant? known) = await AuthorizeAsync(tenant, cancellationToken).ConfigureAwait(false);

        DateOnly first = new(year, month, 1);
        DateTimeOffset start = CalendarPeriods.StartOf(first, zone);
        DateTimeOffset end = CalendarPeriods.StartOf(first.AddMonths(1), zone);
        bool isClosed = time.GetUtcNow() >= end + options.Value.ClosesAfter; // before it is measured: what is closed then is measured whole
        PriceList[] versions = await VersionsAsync(target, first, cancellationToken).ConfigureAwait(false);

        List<RatedPart> parts = [];
        for (int i = 0; i < versions.Length; i++)
        {
            DateTimeOffset from = i == 0 ? start : CalendarPeriods.StartOf(versions[i].ValidFrom, zone);
            DateTimeOffset until = i == versions.Length - 1 ? end : CalendarPeriods.StartOf(versions[i + 1].ValidFrom, zone);
            parts.Add(new RatedPart(versions[i], from, until, await MeasureAsync(target, from, until, cancellationToken).ConfigureAwait(false)));
        }

        EnsureKept(target, first, start);
        (IReadOnlyList<StatementLine> lines, IReadOnlyList<MeteredQuantity> unpriced) = StatementRules.Rate(parts);
        return new Statement
        {
            TenantId = target.Id,
            TenantUid = target.Uid!.Value,
            TenantName = known?.Name,
            Year = year,
            Month = month,
            TimeZoneId = zone.Id,
            Start = start,
            End = end,
            IsClosed = isClosed,
            Currency = versions[0].Currency,
            MinorUnits = versions[0].MinorUnits,
            PriceList = versions[0].Name,
            Lines = lines,
            Unpriced = unpriced,
        };
    }

    public async ValueTask<IReadOnlyList<DateOnly>> ListMonthsAsync(
        TenantReference tenant, TimeZoneInfo? timeZone = null, CancellationToken cancellationToken = default)
    {
        TimeZoneInfo zone = timeZone ?? TimeZoneInfo.Utc;
        (TenantReference target, Tenant? known) = await AuthorizeAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (known is null && TenantContext.Current is { TenantId: { } own } caller && (own != target.Id || (caller.TenantUid ?? target.Uid) != target.Uid))
        {
            // In a tenant every other is not there. A statement is refused by the meter, which is not asked here.
            throw new TenantNotFoundException(tenant.Id);
        }

        IReadOnlyList<PriceList> lists = await ListsAsync(target, cancellationToken).ConfigureAwait(false);
        DateTime today = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).Date;
        List<DateOnly> months = [];
        for (DateOnly month = new(today.Year, today.Month, 1);
            months.Count < MostMonths && lists.Any(l => l.ValidFrom <= month) && !IsTrimmed(CalendarPeriods.StartOf(month, zone)) && !(CalendarPeriods.StartOf(month.AddMonths(1), zone) <= known?.CreatedAt);
            month = month.AddMonths(-1))
        {
            months.Add(month);
        }

        return months;
    }

    private bool IsTrimmed(DateTimeOffset start) => start + tenancy.Value.RetainUsage < time.GetUtcNow();

    /// <summary>After it was measured: what is kept then was kept before. Usage goes with its end, windows and records of the month before it may be gone.</summary>
    /// <exception cref="StatementTrimmedException">Some of the month is old enough to be removed.</exception>
    private void EnsureKept(TenantReference tenant, DateOnly month, DateTimeOffset start)
    {
        if (IsTrimmed(start))
        {
            throw new StatementTrimmedException(tenant.Id, month, tenancy.Value.RetainUsage!.Value);
        }
    }

    /// <summary>Which tenant it is, and as it is where it is there, when the user of the ambient context may read its statements. The meter asks for what it needs itself.</summary>
    private async ValueTask<(TenantReference Target, Tenant? Known)> AuthorizeAsync(TenantReference tenant, CancellationToken cancellationToken)
    {
        Tenant? known = await tenants.FindTenantAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (known is null && tenant.Uid is null)
        {
            throw new TenantNotFoundException(tenant.Id);
        }

        TenantReference target = known is null ? tenant : known;
        if (TenantContext.Current?.UserId is { } userId)
        {
            if (known is not null)
            {
                await access.DemandPermissionAsync(userId, BillingPermissions.ReadStatements, PermissionScope.Tenant(known), cancellationToken).ConfigureAwait(false);
            }
            else if (!await access.CheckPermissionAsync(userId, BillingPermissions.ReadStatements, PermissionScope.Global, cancellationToken).ConfigureAwait(false))
            {
                throw new TenantNotFoundException(tenant.Id);
            }
        }

        return (target, known);
    }

    /// <summary>The version that holds when the month begins, and those that begin within it, in order.</summary>
    private async ValueTask<PriceList[]> VersionsAsync(TenantReference tenant, DateOnly first, CancellationToken cancellationToken)
    {
        PriceList[] inOrder = [.. (await ListsAsync(tenant, cancellationToken).ConfigureAwait(false)).OrderBy(l => l.ValidFrom)];
        int holds = Array.FindLastIndex(inOrder, l => l.ValidFrom <= first);
        return holds >= 0
            ? [.. inOrder.Skip(holds).TakeWhile(l => l.ValidFrom < first.AddMonths(1))]
            : throw new PriceListMissingException(tenant.Id, first);
    }

    private async ValueTask<IReadOnlyList<PriceList>> ListsAsync(TenantReference tenant, CancellationToken cancellationToken)
    {
        IReadOnlyList<PriceList> all = await book.GetVersionsAsync(tenant, cancellationToken).ConfigureAwait(false);
        string[] problems = [.. PriceListRules.Problems(all)];
        if (problems.Length == 0 && all.Select(l => l.Name).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            problems = ["They have different names; a tenant has versions of one list."];
        }

        return problems.Length == 0
            ? all
            : throw new InvalidOperationException($"The price lists of tenant '{tenant.Id}' are not allowed. {string.Join(" ", problems)}");
    }

    private async ValueTask<IReadOnlyList<MeteredQuantity>> MeasureAsync(
        TenantReference tenant, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        IReadOnlyList<MeteredUsage> held = await meter.MeasureAsync(new MeterQuery(from, until) { Tenant = tenant }, cancellationToken).ConfigureAwait(false);
        List<MeteredQuantity> used =
            [.. held.SelectMany(h => h.Resources).Select(r => new MeteredQuantity(r.Resource, IsCounted: false, Quantity.FromUnitSeconds(r.Total)))];
        foreach (ICountedUsage source in counted)
        {
            used.AddRange(await source.ReadAsync(tenant, from, until, cancellationToken).ConfigureAwait(false));
        }

        return used;
    }
}
