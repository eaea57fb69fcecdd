using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Billing.Tests;

/// <summary>A host that bills, at the beginning of January 2026. Its store goes by time that passes.</summary>
internal sealed class BillingHost : IAsyncDisposable
{
    private readonly TenancyTestHost _host;

    public BillingHost(IReadOnlyList<PriceList> lists, Action<HivemindTenancyOptions>? options = null, Action<IServiceCollection>? services = null)
    {
        _host = new TenancyTestHost(options, tenancy =>
        {
            services?.Invoke(tenancy.Services);
            tenancy.AddBilling(billing =>
            {
                billing.PriceLists = lists;
                billing.ClosesAfter = TimeSpan.FromHours(1);
            });
        });
    }

    public TenancyTestHost Tenancy => _host;

    public IBilling Billing => _host.Services.GetRequiredService<IBilling>();

    public IUsageMeter Meter => _host.Services.GetRequiredService<IUsageMeter>();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Lets time pass until then.</summary>
    public void MoveTo(DateTimeOffset time) => _host.Clock.Advance(time - _host.Clock.GetUtcNow());

    /// <summary>Holds amounts from one time to another.</summary>
    public async Task HoldAsync(Tenant tenant, string id, ResourceAmounts amounts, DateTimeOffset from, DateTimeOffset until)
    {
        MoveTo(from);
        await (await _host.Quotas.ReserveAsync(tenant, amounts, new ReservationOptions { AllocationId = id }, Cancellation)).CommitAsync(Cancellation);
        MoveTo(until);
        await _host.Quotas.ReleaseAsync(tenant, id, cancellationToken: Cancellation);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
