using System.Globalization;

namespace Hivemind.Tenancy.Billing.Tests;

/// <summary>What went wrong elsewhere, as public reports tell it, tried here.</summary>
public sealed class ReportsOfOthersTests
{
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// After the clock was set a month began at 23:00 and once more at 00:00: thirteen months a year, one of an hour. https://github.com/home-assistant/core/issues/114721
    /// The last day of a month was missing. https://github.com/ravikiranvm/aws-finops-dashboard/issues/47
    /// </summary>
    [Fact]
    public async Task A_year_has_twelve_months_whole_to_their_last_hour()
    {
        await using BillingHost host = new([Lists.Of(new Price { Resource = "containers", Amount = 1 })]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        DateTimeOffset year = new(2026, 12, 31, 23, 0, 0, TimeSpan.Zero);
        await host.HoldAsync(acme, "web", new ResourceAmounts { Containers = 1 }, year, year.AddYears(1));

        List<Statement> months = [];
        for (int month = 1; month <= 12; month++)
        {
            months.Add(await host.Billing.GetStatementAsync(acme, 2027, month, Paris, Cancellation));
        }

        months.Select(m => (int)m.Total).Should().Equal(744, 672, 743, 720, 744, 720, 744, 744, 720, 745, 720, 744);
        months.Zip(months.Skip(1)).Should().OnlyContain(pair => pair.First.End == pair.Second.Start);
    }

    /// <summary>Two accounts with the same usage were billed differently, because one was made before the clock was set. https://github.com/killbill/killbill/issues/1934</summary>
    [Fact]
    public async Task When_a_tenant_was_made_does_not_matter()
    {
        await using BillingHost host = new([Lists.Of(new Price { Resource = "containers", Amount = 1 })]);
        Tenant winter = await host.Tenancy.CreateTenantAsync("winter", cancellationToken: Cancellation);
        host.MoveTo(new DateTimeOffset(2026, 3, 30, 0, 0, 0, TimeSpan.Zero));
        Tenant summer = await host.Tenancy.CreateTenantAsync("summer", cancellationToken: Cancellation);
        DateTimeOffset lastHour = new(2026, 3, 31, 21, 0, 0, TimeSpan.Zero);
        host.MoveTo(lastHour);
        foreach (Tenant tenant in new[] { winter, summer })
        {
            await (await host.Tenancy.Quotas.ReserveAsync(tenant, new ResourceAmounts { Containers = 1 }, cancellationToken: Cancellation)).CommitAsync(Cancellation);
        }

        host.MoveTo(lastHour.AddHours(3));

        foreach (Tenant tenant in new[] { winter, summer })
        {
            (await host.Billing.GetStatementAsync(tenant, 2026, 3, Paris, Cancellation)).Total.Should().Be(1);
            (await host.Billing.GetStatementAsync(tenant, 2026, 4, Paris, Cancellation)).Total.Should().Be(2);
        }
    }

    /// <summary>What had ended before the month became negative. https://github.com/vmware-archive/purser/issues/196 The month before was wrong at the border. https://github.com/cloudfoundry-attic/cf-abacus/issues/182</summary>
    [Fact]
    public async Task What_ended_before_a_month_is_none_of_it()
    {
        await using BillingHost host = new([Lists.Of(new Price { Resource = "containers", Amount = 1 })]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        await host.HoldAsync(acme, "early", new ResourceAmounts { Containers = 1 }, Lists.June.AddHours(-5), Lists.June);
        await host.HoldAsync(acme, "late", new ResourceAmounts { Containers = 1 }, Lists.June, Lists.June.AddHours(2));

        (await host.Billing.GetStatementAsync(acme, 2026, 5, cancellationToken: Cancellation)).Total.Should().Be(5);
        (await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation)).Total.Should().Be(2);
        (await host.Billing.GetStatementAsync(acme, 2026, 7, cancellationToken: Cancellation)).Lines.Should().BeEmpty();
    }

    /// <summary>The last unit of a tier was shown at the next one's price. https://github.com/getlago/lago-front/pull/3489</summary>
    [Theory]
    [InlineData(250, 0.00)]
    [InlineData(251, 0.02)]
    public void A_tier_s_last_unit_is_its_own(int units, decimal amount) => Total(Counted((250, 0), (null, 0.02m)), units).Should().Be(amount);

    /// <summary>
    /// 250 units at 1 up to 200 and 0.9 beyond: even the answer was off by one unit. https://github.com/Azure/BillingCodeSamples/issues/15
    /// The higher price was taken for all of it. https://github.com/candelahq/candela/issues/638
    /// </summary>
    [Fact]
    public void A_tier_prices_what_lies_in_it_only() => Total(Counted((200, 1), (500, 0.9m), (null, 0.8m)), 250).Should().Be(245);

    /// <summary>Lines that were rounded did not add up to a total that was not (BR-CO-10 of EN 16931). https://github.com/odoo/odoo/pull/251155 and, with 81 lines, https://github.com/useautumn/autumn/pull/3407</summary>
    [Fact]
    public void Eighty_one_lines_add_up_to_the_total()
    {
        Price[] prices = [.. Enumerable.Range(0, 81).Select(i => new Price { Resource = $"r{i:D2}", Per = PricePer.Use, Amount = 0.0049m })];
        Statement statement = Lists.Statement(Lists.Rate(Lists.Of(prices), [.. prices.Select((p, i) => new MeteredQuantity(p.Resource, true, (i * 7m) + 1))]));

        statement.Lines.Should().HaveCount(81);
        statement.Total.Should().Be(statement.Lines.Sum(l => l.Amount)).And.NotBe(111.53m, "which is what rounding the sum once would give");
    }

    /// <summary>Yen had cents. https://github.com/frappe/books/pull/1449 Dinars have three digits. https://github.com/Expensify/App/issues/27044</summary>
    [Theory]
    [InlineData("JPY", "1235")]
    [InlineData("EUR", "1234.99")]
    [InlineData("JOD", "1234.990")]
    [InlineData("CLF", "1234.9900")]
    public void Money_has_the_digits_of_its_currency(string currency, string amount)
    {
        PriceList list = Lists.Of(new Price { Resource = "x", Per = PricePer.Use, Amount = 1234.99m }) with { Currency = currency };
        Statement statement = Lists.Statement(Lists.Rate(list, new MeteredQuantity("x", true, 1m)), currency);

        statement.Lines.Single().Amount.ToString(CultureInfo.InvariantCulture).Should().Be(amount);
        statement.Total.ToString(CultureInfo.InvariantCulture).Should().Be(amount);
    }

    /// <summary>
    /// A price that was cut to three digits did not give the month's cost. https://github.com/awslabs/eks-node-viewer/issues/87
    /// A unit price of 1.50 was shown as 1. https://github.com/getlago/lago/issues/325
    /// </summary>
    [Theory]
    [InlineData("EUR", 0.0084, "6.13")]
    [InlineData("HUF", 1.50, "1095.00")]
    [InlineData("JPY", 0.0084, "6")]
    public void A_unit_price_is_not_money_and_keeps_its_digits(string currency, decimal price, string amount)
    {
        StatementLine line = Lists.Rate(Lists.Of(new Price { Resource = "cpu", Amount = price }) with { Currency = currency }, Lists.Hours("cpu", 730m)).Single();

        line.UnitPrice.Should().Be(price);
        line.Amount.ToString(CultureInfo.InvariantCulture).Should().Be(amount);
    }

    /// <summary>Usage was billed by one version though the price had changed (https://github.com/killbill/killbill/issues/1001), or by each, several times (https://github.com/polarsource/polar/pull/9090).</summary>
    [Fact]
    public void Each_unit_is_billed_once_by_the_version_of_its_time()
    {
        PriceList a = Lists.Of(new Price { Resource = "cpu", Amount = 1 });
        PriceList b = Lists.Of(new Price { Resource = "cpu", Amount = 10 }) with { ValidFrom = new DateOnly(2026, 6, 10) };
        PriceList again = a with { ValidFrom = new DateOnly(2026, 6, 20) };

        IReadOnlyList<StatementLine> lines =
            StatementRules.Rate([Lists.Part(a, Lists.Hours("cpu", 3m)), Lists.Part(b, Lists.Hours("cpu", 4m)), Lists.Part(again, Lists.Hours("cpu", 5m))]).Lines;

        lines.Select(l => l.Amount).Should().Equal(3, 40, 5);
    }

    /// <summary>A quantity of 4.77001111111111111111107306 came of rounding early. https://github.com/getlago/lago-front/pull/3938</summary>
    [Fact]
    public void A_third_stays_a_third()
    {
        StatementLine line = Lists.Rate(Lists.Of(new Price { Resource = "cpu", Amount = 3 }), new MeteredQuantity("cpu", false, 1200m)).Single();

        line.Quantity.ToString().Should().Be("1/3");
        line.Amount.Should().Be(1);
    }

    private static Price Counted(params (decimal? UpTo, decimal Amount)[] tiers) => Lists.Tiered("units", tiers) with { Per = PricePer.Use };

    private static decimal Total(Price price, int units) => Lists.Statement(Lists.Rate(Lists.Of(price), new MeteredQuantity("units", true, (decimal)units))).Total;
}
