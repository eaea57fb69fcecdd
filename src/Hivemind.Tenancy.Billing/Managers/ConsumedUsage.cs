using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Billing;

/// <summary>
/// What tenants consumed of their budgets, window by window, each whole. A month's window belongs where its middle lies, because the calendars of a budget and of a statement may
/// differ by hours; a shorter one belongs where it ends. So every window belongs to one month, which closes after the window has (<see cref="BillingOptions.ClosesAfter"/>).
/// One that is less than 0 takes from the others of its time, down to nothing.
/// </summary>
internal sealed class ConsumedUsage(ITenantStore store, IServiceProvider services) : ICountedUsage
{
    /// <summary>Longer than any window.</summary>
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(32);

    public async ValueTask<IReadOnlyList<MeteredQuantity>> ReadAsync(
        TenantReference tenant, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken = default)
    {
        if (store is not IConsumptionStore)
        {
            return [];
        }

        IConsumptionManager consumption = services.GetRequiredService<IConsumptionManager>();
        Dictionary<string, decimal> used = new(StringComparer.Ordinal);
        ConsumptionQuery query = new(from > DateTimeOffset.MinValue + LongestWindow ? from - LongestWindow : DateTimeOffset.MinValue, until);
        while (true)
        {
            IReadOnlyList<ConsumptionWindow> page = await consumption.ReadConsumptionAsync(tenant, query, cancellationToken).ConfigureAwait(false);
            foreach (ConsumptionWindow window in page.Where(w => Belongs(w, from, until)))
            {
                used[window.Meter] = used.GetValueOrDefault(window.Meter) + window.Used;
            }

            if (page.Count < query.Limit)
            {
                return [.. used.Select(u => new MeteredQuantity(u.Key, IsCounted: true, Math.Max(0, u.Value)))];
            }

            query = query with { After = page[^1] };
        }
    }

    private static bool Belongs(ConsumptionWindow window, DateTimeOffset from, DateTimeOffset until)
    {
        DateTimeOffset place = window.Unit == CalendarUnit.Month ? window.Start + ((window.End - window.Start) / 2) : window.End - TimeSpan.FromTicks(1);
        return place >= from && place < until;
    }
}
