using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Billing.Tests;

/// <summary>What was consumed of budgets, on the statement of the month where it belongs.</summary>
public sealed class ConsumedUsageTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly PriceList Prices = Lists.Of(new Price { Resource = "tokens", Per = PricePer.Use, UnitSize = 1000, Unit = "1000 Tokens", Amount = 0.5m, Included = 1 });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_consumed_is_billed_and_a_closed_month_stays()
    {
        await using BillingHost host = new([Prices]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        await ConsumeAsync(host, acme, Lists.June, 1500);
        await ConsumeAsync(host, acme, Lists.July.AddTicks(-TimeSpan.TicksPerSecond), 500);
        host.MoveTo(Lists.July.AddHours(1));
        Statement june = await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);
        await ConsumeAsync(host, acme, Lists.July.AddHours(2), 7000);

        june.IsClosed.Should().BeTrue();
        june.Lines.Select(l => (l.Tier, l.Used.ToString(), l.Amount)).Should().Equal((0, "1000", 0m), (1, "1000", 0.50m));
        (await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation)).Should().BeEquivalentTo(june, o => o.WithStrictOrdering());
        (await host.Billing.GetStatementAsync(acme, 2026, 7, cancellationToken: Cancellation)).Total.Should().Be(3);
        (await host.Billing.GetStatementAsync(acme, 2026, 5, cancellationToken: Cancellation)).Lines.Should().BeEmpty();
    }

    /// <summary>Months of UTC on statements of Berlin and of Honolulu, weeks, days and hours: everything on one statement, and not on two.</summary>
    [Theory]
    [InlineData(CalendarUnit.Month)]
    [InlineData(CalendarUnit.Week)]
    [InlineData(CalendarUnit.Day)]
    [InlineData(CalendarUnit.Hour)]
    public async Task Each_window_is_on_one_statement(CalendarUnit unit)
    {
        await using BillingHost host = new([Prices]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(
            change: s => s with { Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(1_000_000, unit) } }, cancellationToken: Cancellation);
        for (int hour = 0; hour < 24 * 90; hour += 7)
        {
            await ConsumeAsync(host, acme, Lists.June.AddHours(hour), 1 + hour);
        }

        host.MoveTo(Lists.June.AddDays(150));
        decimal consumed = Enumerable.Range(0, ((24 * 90) + 6) / 7).Sum(i => 1m + (7 * i));
        foreach (TimeZoneInfo zone in new[] { TimeZoneInfo.Utc, Berlin, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Honolulu"), TimeZoneInfo.FindSystemTimeZoneById("Pacific/Kiritimati") })
        {
            Quantity billed = Quantity.Zero;
            for (int month = 4; month <= 10; month++)
            {
                billed += (await host.Billing.GetStatementAsync(acme, 2026, month, zone, Cancellation)).Lines.Aggregate(Quantity.Zero, (sum, l) => sum + l.Used);
            }

            billed.Should().Be((Quantity)consumed, zone.Id);
        }
    }

    [Fact]
    public async Task A_month_of_utc_is_that_month_in_every_time_zone()
    {
        await using BillingHost host = new([Prices]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        await ConsumeAsync(host, acme, Lists.June.AddHours(1), 2000);
        await ConsumeAsync(host, acme, Lists.July.AddHours(-1), 2000);

        foreach (string zone in (string[])["UTC", "Europe/Berlin", "Pacific/Honolulu", "Pacific/Kiritimati"])
        {
            (await host.Billing.GetStatementAsync(acme, 2026, 6, TimeZoneInfo.FindSystemTimeZoneById(zone), Cancellation)).Total.Should().Be(1.50m, zone);
        }
    }

    [Fact]
    public async Task Of_a_tenant_that_is_gone_it_is_billed_by_its_uid()
    {
        await using BillingHost host = new([Prices]);
        Tenant gone = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        await ConsumeAsync(host, gone, Lists.June.AddDays(10), 3000);
        await host.Tenancy.Tenants.DeleteTenantAsync(gone, cancellationToken: Cancellation);
        Tenant next = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);

        (await host.Billing.GetStatementAsync(gone, 2026, 6, cancellationToken: Cancellation)).Total.Should().Be(1);
        (await host.Billing.GetStatementAsync(next, 2026, 6, cancellationToken: Cancellation)).Total.Should().Be(0);
    }

    /// <summary>More windows than a page has.</summary>
    [Fact]
    public async Task All_pages_are_read()
    {
        await using BillingHost host = new([Prices]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(
            change: s => s with { Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(1000, CalendarUnit.Minute) } }, cancellationToken: Cancellation);
        for (int minute = 0; minute < 2500; minute++)
        {
            await ConsumeAsync(host, acme, Lists.June.AddMinutes(minute), 1);
        }

        (await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation)).Lines.Aggregate(Quantity.Zero, (sum, l) => sum + l.Used).Should().Be((Quantity)2500m);
    }

    private static async Task ConsumeAsync(BillingHost host, Tenant tenant, DateTimeOffset at, long tokens)
    {
        host.MoveTo(at);
        await host.Tenancy.Services.GetRequiredService<IConsumptionManager>().ConsumeAsync(tenant, new() { ["tokens"] = tokens }, cancellationToken: Cancellation);
    }
}
