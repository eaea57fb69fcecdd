using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Billing.Tests;

/// <summary>What happens where corrections, retention and fractions meet a statement.</summary>
public sealed class StatementBorderTests
{
    private static readonly PriceList Prices = Lists.Of(
        new Price { Resource = "tokens", Per = PricePer.Use, Amount = 1m }, new Price { Resource = "cpu", Amount = 1m }, new Price { Resource = "minutes", Per = PricePer.Use, Amount = 1m });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refund_after_a_change_of_window_is_billed()
    {
        await using BillingHost host = new([Prices]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(
            change: s => s with { Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(1000, CalendarUnit.Day) } }, cancellationToken: Cancellation);
        IConsumptionManager c = host.Tenancy.Services.GetRequiredService<IConsumptionManager>();
        host.MoveTo(Lists.June.AddDays(2));
        await c.ConsumeAsync(acme, new() { ["tokens"] = 100 }, cancellationToken: Cancellation);
        await host.Tenancy.Tenants.UpdateTenantAsync(
            acme, t => t with { Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(1000, CalendarUnit.Month) } }, cancellationToken: Cancellation);
        await c.CorrectAsync(acme, new() { ["tokens"] = -40 }, "refund", "a mistake", Cancellation);
        (await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation)).Total.Should().Be(60);
    }

    [Fact]
    public async Task Month_that_is_no_longer_kept_whole_has_no_statement()
    {
        TimeSpan retained = TimeSpan.FromDays(40);
        await using BillingHost host = new([Prices], o => o.RetainUsage = retained);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        await host.HoldAsync(acme, "a", new ResourceAmounts { CpuCores = 1 }, Lists.June, Lists.June.AddHours(10));
        host.MoveTo(Lists.June + retained);
        (await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation)).Should().BeEquivalentTo(new { Total = 10m, IsClosed = true });

        host.MoveTo(Lists.June + retained + TimeSpan.FromSeconds(1));

        StatementTrimmedException gone = (await host.Billing.Awaiting(b => b.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation).AsTask())
            .Should().ThrowAsync<StatementTrimmedException>()).Which;
        (gone.TenantId, gone.Month).Should().Be((acme.Id, new DateOnly(2026, 6, 1)));
    }

    [Fact]
    public void Usage_is_retained_for_longer_than_a_month_takes_to_close()
    {
        TimeSpan least = TimeSpan.FromDays(32) + TimeSpan.FromHours(28);

        Start(least).Should().NotThrow();
        Start(least - TimeSpan.FromSeconds(1)).Should().Throw<OptionsValidationException>().WithMessage("*RetainUsage*no month can be billed*33.04:00:00 or more*");

        static Action Start(TimeSpan retained)
        {
            ServiceCollection services = new();
            services.AddHivemindTenancy(o => o.RetainUsage = retained).AddBilling();
            return () => _ = services.BuildServiceProvider().GetRequiredService<IOptions<BillingOptions>>().Value;
        }
    }

    [Fact]
    public async Task Numbers_are_numbers()
    {
        Statement june = Lists.Statement(Lists.Rate(Prices, new MeteredQuantity("minutes", true, new Quantity(100, 60))));
        StringWriter text = new();
        await FocusExport.WriteCsvAsync(text, new[] { june }.ToAsyncEnumerable(), new FocusOptions { ProviderName = "p", ServiceName = "s" }, Cancellation);
        text.ToString().Should().NotContain(",5/3,");
    }
}
