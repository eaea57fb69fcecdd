using System.Diagnostics.Metrics;
using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy;

/// <summary>What the gauges say, read once: a measurement for each tenant and resource, or meter.</summary>
internal sealed class GaugeReading
{
    /// <summary>The timestamp at which it was whole.</summary>
    public long ReadAt { get; set; }

    public List<Measurement<double>> Usages { get; } = [];

    public List<Measurement<double>> Limits { get; } = [];

    public List<Measurement<long>> BudgetUsages { get; } = [];

    public List<Measurement<long>> BudgetLimits { get; } = [];

    /// <summary>Reads page by page, tenant by tenant: never more than one call at once.</summary>
    public static async Task<GaugeReading> ReadAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        ITenantStore store = services.GetRequiredService<ITenantStore>();
        GaugeReading reading = new();
        await reading.ReadUsageAsync(store, cancellationToken).ConfigureAwait(false);
        if (store is IConsumptionStore consumption)
        {
            await reading.ReadBudgetsAsync(store, consumption, cancellationToken).ConfigureAwait(false);
        }

        return reading;
    }

    private async Task ReadUsageAsync(ITenantStore store, CancellationToken cancellationToken)
    {
        // Shares move while pages are read: a tenant may come twice, and a series may not.
        HashSet<TenantId> seen = [];
        UsageQuery query = new() { Limit = TenancyLimits.PageSize };
        while (true)
        {
            IReadOnlyList<TenantUsage> page = await store.ListUsageAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (TenantUsage usage in page.Where(u => seen.Add(u.TenantId)))
            {
                Add(usage);
            }

            if (page.Count < query.Limit)
            {
                return;
            }

            query = query with { After = page[^1] };
        }
    }

    private void Add(TenantUsage usage)
    {
        foreach (ResourceUsage resource in usage.Resources)
        {
            KeyValuePair<string, object?>[] tags = Tags(usage.TenantId, TenancyDiagnostics.ResourceTag, resource.Resource);
            Usages.Add(new Measurement<double>((double)resource.Total, tags));
            if (resource.Limit is { } limit)
            {
                Limits.Add(new Measurement<double>((double)limit, tags));
            }
        }
    }

    private async Task ReadBudgetsAsync(ITenantStore store, IConsumptionStore consumption, CancellationToken cancellationToken)
    {
        TenantQuery query = new() { Limit = TenancyLimits.PageSize };
        while (true)
        {
            IReadOnlyList<Tenant> page = await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (Tenant tenant in page.Where(t => t.Budgets.Count > 0))
            {
                await ReadBudgetsAsync(consumption, tenant, cancellationToken).ConfigureAwait(false);
            }

            if (page.Count < query.Limit)
            {
                return;
            }

            query = query with { After = page[^1].Id };
        }
    }

    private async Task ReadBudgetsAsync(IConsumptionStore consumption, Tenant tenant, CancellationToken cancellationToken)
    {
        try
        {
            foreach (BudgetUsage usage in await consumption.GetBudgetsAsync(tenant, cancellationToken).ConfigureAwait(false))
            {
                if (usage.Limit is { } limit)
                {
                    KeyValuePair<string, object?>[] tags = Tags(tenant.Id, TenancyDiagnostics.MeterTag, usage.Meter);
                    BudgetUsages.Add(new Measurement<long>(usage.Used, tags));
                    BudgetLimits.Add(new Measurement<long>(limit, tags));
                }
            }
        }
        catch (TenantNotFoundException)
        {
            // It has gone since it was listed.
        }
    }

    private static KeyValuePair<string, object?>[] Tags(TenantId tenant, string key, string value) =>
        [new(key, value), new(TenancyDiagnostics.TenantIdTag, tenant.Value)];
}
