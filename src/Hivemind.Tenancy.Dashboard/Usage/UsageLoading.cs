using Hivemind.Tenancy.Billing;
using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Reads what the page of usage shows, each part in a fixed number of look-ups, and only what the user may know.</summary>
internal sealed class UsageLoading(DashboardCall call, Tenant tenant, UsageAddress address)
{
    private readonly PermissionScope _scope = PermissionScope.Tenant(tenant);

    public async ValueTask<UsageModel> LoadAsync(string? refusal = null)
    {
        TenantUsage usage = await call.Quotas.GetUsageAsync(tenant, call.Aborted).ConfigureAwait(false);
        bool mayReadUsage = await call.MayAsync(TenancyPermissions.ReadUsage, _scope).ConfigureAwait(false);
        return new UsageModel
        {
            Frame = call.Frame(call.Texts["Usage of {0}", tenant.Name], tenant, $"/{tenant.Id}/live"),
            Tenant = tenant,
            Address = address,
            Usage = usage,
            History = mayReadUsage ? await HistoryAsync(usage).ConfigureAwait(false) : null,
            Budgets = await call.BudgetsAsync(tenant).ConfigureAwait(false),
            Statements = mayReadUsage ? await StatementsAsync().ConfigureAwait(false) : null,
            Allocations = await AllocationsAsync().ConfigureAwait(false),
            Refusal = refusal,
        };
    }

    /// <summary>Up to the moment of <paramref name="usage"/>, by the store's clock, by which it is metered.</summary>
    private async ValueTask<HistoryModel> HistoryAsync(TenantUsage usage)
    {
        HivemindTenancyOptions options = call.Find<IOptions<HivemindTenancyOptions>>()!.Value;
        HistorySpan span = HistorySpan.Of(address, usage.AsOf);
        IReadOnlyList<MeteredUsage> measured = options.Metering && span.ToMeterQuery(tenant) is { } query
            ? await call.Meter.MeasureAsync(query, call.Aborted).ConfigureAwait(false)
            : [];
        return new HistoryModel
        {
            Span = span,
            Charts = UsageChart.Of(span, measured, usage),
            IsMetering = options.Metering,
            Retained = options.RetainUsage,
        };
    }

    private async ValueTask<IReadOnlyList<StatementView>?> StatementsAsync()
    {
        if (call.Billing is not { } billing || !await call.MayAsync(BillingPermissions.ReadStatements, _scope).ConfigureAwait(false))
        {
            return null;
        }

        DateTime now = call.Time.GetUtcNow().UtcDateTime;
        DateOnly month = new(now.Year, now.Month, 1);
        StatementView running = await StatementAsync(billing, month, isRunning: true).ConfigureAwait(false);
        return tenant.CreatedAt < CalendarPeriods.StartOf(month, TimeZoneInfo.Utc)
            ? [running, await StatementAsync(billing, month.AddMonths(-1), isRunning: false).ConfigureAwait(false)]
            : [running];
    }

    /// <summary>Prices that are missing are no fault of the page.</summary>
    private async ValueTask<StatementView> StatementAsync(IBilling billing, DateOnly month, bool isRunning)
    {
        try
        {
            Statement statement = await billing.GetStatementAsync(tenant, month.Year, month.Month, cancellationToken: call.Aborted).ConfigureAwait(false);
            return new StatementView(month, isRunning, statement, Problem: null);
        }
        catch (PriceListMissingException)
        {
            return new StatementView(month, isRunning, null, "No prices are set for this month, so nothing says what it costs. Whoever runs the platform can add a price list that is valid from its first day.");
        }
        catch (StatementTrimmedException)
        {
            return new StatementView(month, isRunning, null, "What was used in this month is no longer kept whole, so what it cost cannot be told any more.");
        }
        catch (Exception e) when (e is InvalidOperationException or OverflowException)
        {
            return new StatementView(month, isRunning, null, "The prices of this tenant are not set up in a way that can be calculated with. Tell the platform's operators.");
        }
    }

    private async ValueTask<AllocationsModel> AllocationsAsync()
    {
        int size = call.Options.PageSize;
        AllocationQuery query = new() { Namespace = address.Namespace, Source = address.Source, After = address.After, Limit = size + 1 };
        IReadOnlyList<Allocation> found = await call.Quotas.ListAllocationsAsync(tenant, query, call.Aborted).ConfigureAwait(false);
        AllocationRow[] rows = [.. found.Take(size).Select(a => new AllocationRow(a, call.Apps is not null && IsOfApp(a)))];
        return new AllocationsModel
        {
            Rows = rows,
            Address = address,
            Next = found.Count > size ? address with { After = rows[^1].Allocation.Id } : null,
            MayRelease = await call.MayAsync(TenancyPermissions.UpdateAllocations, PermissionScope.Global).ConfigureAwait(false),
        };
    }

    /// <summary>Apps and volumes keep their allocations for themselves, under ids of this form.</summary>
    private static bool IsOfApp(Allocation allocation)
    {
        if (allocation.Namespace is not { } ns || allocation.Id[(allocation.Id.LastIndexOf('/') + 1)..] is not { Length: > 0 and <= TenancyLimits.LabelLength } name)
        {
            return false;
        }

        return allocation.Id == $"app/{ns}/{name}" || allocation.Id == $"volume/{ns}/{name}";
    }
}
