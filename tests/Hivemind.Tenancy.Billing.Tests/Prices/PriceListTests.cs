using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Billing.Tests;

public sealed class PriceListTests
{
    private const string Valid =
        """
        [{
          "name": "default", "currency": "EUR", "validFrom": "2026-01-01",
          "prices": [
            { "resource": "cpu", "amount": 0.0125 },
            { "resource": "memory", "unitSize": 1073741824, "per": "Month", "included": 4, "tiers": [{ "upTo": 100, "amount": 2.5 }, { "amount": 2 }] },
            { "resource": "tokens", "per": "Use", "unitSize": 1000, "unit": "1000 Tokens", "amount": 0.002 }]
        }]
        """;

    [Fact]
    public void Json_is_read()
    {
        PriceList list = PriceList.Parse(Valid).Single();

        list.Should().BeEquivalentTo(new PriceList
        {
            Name = "default",
            Currency = "EUR",
            ValidFrom = new DateOnly(2026, 1, 1),
            Prices =
            [
                new Price { Resource = "cpu", Amount = 0.0125m },
                new Price
                {
                    Resource = "memory", UnitSize = 1 << 30, Per = PricePer.Month, Included = 4, Tiers = [new PriceTier { UpTo = 100, Amount = 2.5m }, new PriceTier { Amount = 2 }],
                },
                new Price { Resource = "tokens", Per = PricePer.Use, UnitSize = 1000, Unit = "1000 Tokens", Amount = 0.002m },
            ],
        });
        list.Prices[0].Per.Should().Be(PricePer.Hour);
    }

    [Fact]
    public void Configuration_is_read()
    {
        Dictionary<string, string?> values = new()
        {
            ["PriceLists:0:Name"] = "default",
            ["PriceLists:0:Currency"] = "EUR",
            ["PriceLists:0:ValidFrom"] = "2026-01-01",
            ["PriceLists:0:Prices:0:Resource"] = "cpu",
            ["PriceLists:0:Prices:0:Per"] = "Month",
            ["PriceLists:0:Prices:0:Tiers:0:UpTo"] = "1.5",
            ["PriceLists:0:Prices:0:Tiers:0:Amount"] = "0.25",
            ["PriceLists:0:Prices:0:Tiers:1:Amount"] = "0.2",
            ["ClosesAfter"] = "02:00:00",
        };
        BillingOptions options = new();

        new ConfigurationBuilder().AddInMemoryCollection(values).Build().Bind(options);

        new BillingOptionsValidator(Options.Create(new HivemindTenancyOptions())).Validate(null, options).Failed.Should().BeFalse();
        options.ClosesAfter.Should().Be(TimeSpan.FromHours(2));
        options.PriceLists.Should().BeEquivalentTo(
            [Lists.Of(Lists.Tiered("cpu", (1.5m, 0.25m), (null, 0.2m)) with { Per = PricePer.Month }) with { ValidFrom = new DateOnly(2026, 1, 1) }]);
    }

    [Theory]
    [InlineData("\"EUR\"", "\"eur\"", "PriceLists[0].Currency is 'eur'; allowed: *ISO 4217*")]
    [InlineData("\"EUR\"", "\"XAU\"", "PriceLists[0].Currency is 'XAU'; allowed: *")]
    [InlineData("\"default\"", "\"\"", "PriceLists[0].Name is ''; allowed: 1 to 128 characters*")]
    [InlineData("\"default\"", "\"a\\nb\"", "PriceLists[0].Name is *; allowed: *without control characters.")]
    [InlineData("\"cpu\"", "\"=cpu\"", "PriceLists[0].Prices[0].Resource is '=cpu'; allowed: *qualified name*")]
    [InlineData("\"cpu\"", "\"memory\"", "PriceLists[0].Prices[1].Resource is 'memory'; allowed: one price*")]
    [InlineData("1073741824", "0", "PriceLists[0].Prices[1].UnitSize is '0'; allowed: 1 to 1152921504606846976.")]
    [InlineData("\"included\": 4", "\"included\": -4", "PriceLists[0].Prices[1].Included is '-4'; allowed: 0 or more.")]
    [InlineData("0.0125", "-0.0125", "PriceLists[0].Prices[0].Amount is '-0.0125'; allowed: 0 to 1000000000.")]
    [InlineData(", \"amount\": 0.0125", "", "PriceLists[0].Prices[0] has no Amount and no Tiers; it has either.")]
    [InlineData("\"included\": 4", "\"amount\": 4", "PriceLists[0].Prices[1] has an Amount and Tiers; it has either.")]
    [InlineData("\"upTo\": 100, ", "", "PriceLists[0].Prices[1].Tiers[0].UpTo is absent; allowed: set in every tier but the last.")]
    [InlineData("\"upTo\": 100", "\"upTo\": 0", "PriceLists[0].Prices[1].Tiers[0].UpTo is '0'; allowed: more than 0*")]
    [InlineData("{ \"amount\": 2 }", "{ \"upTo\": 5, \"amount\": 2 }", "PriceLists[0].Prices[1].Tiers[1].UpTo is '5'; allowed: absent in the last tier*")]
    [InlineData("{ \"amount\": 2 }", "{ \"amount\": -2 }", "PriceLists[0].Prices[1].Tiers[1].Amount is '-2'; allowed: 0 to*")]
    [InlineData("\"1000 Tokens\"", "\" \"", "PriceLists[0].Prices[2].Unit is ' '; allowed: 1 to 64 characters*")]
    [InlineData("\"amount\": 0.0125", "\"amonut\": 0.0125", "No price lists in JSON: *amonut*")]
    [InlineData("\"Month\"", "\"Fortnight\"", "No price lists in JSON: *per*")]
    [InlineData("\"cpu\"", "null", "No price lists in JSON: *")]
    [InlineData("{ \"resource\": \"cpu\", \"amount\": 0.0125 }", "null", "PriceLists[0].Prices[0] is absent; allowed: no empty places.")]
    [InlineData("{ \"amount\": 2 }", "{ \"amount\": 2 }, null", "*PriceLists[0].Prices[1].Tiers[2] is absent; allowed: no empty places.")]
    [InlineData("0.002 }]\n}]", "0.002 }]\n}, null]", "PriceLists[1] is absent; allowed: no empty places.")]
    [InlineData("2026-01-01", "2026-02-30", "No price lists in JSON: *")]
    public void What_is_not_allowed_says_member_value_and_what_is(string text, string instead, string message)
    {
        Valid.Should().Contain(text);
        FluentActions.Invoking(() => PriceList.Parse(Valid.Replace(text, instead, StringComparison.Ordinal))).Should().Throw<FormatException>().WithMessage(message);
    }

    [Fact]
    public void Versions_are_of_one_currency_and_begin_on_different_days()
    {
        PriceList one = PriceList.Parse(Valid).Single();

        PriceListRules.Problems([one, one]).Should().ContainSingle().Which.Should().Be("PriceLists: 'default' has two versions of 2026-01-01; each begins on another day.");
        PriceListRules.Problems([one, one with { ValidFrom = new DateOnly(2026, 2, 1), Currency = "USD" }]).Should().ContainSingle()
            .Which.Should().Be("PriceLists: 'default' is in EUR and USD; all versions of a list have one currency.");
        PriceListRules.Problems([one, one with { Name = "other", Currency = "USD" }]).Should().BeEmpty();
    }

    [Fact]
    public void Options_are_validated()
    {
        BillingOptions options = new() { PriceLists = PriceList.Parse(Valid), DefaultPriceList = "gold", ClosesAfter = TimeSpan.FromDays(32) };

        new BillingOptionsValidator(Options.Create(new HivemindTenancyOptions())).Validate(null, options).Failures.Should().Equal(
            "ClosesAfter is '32.00:00:00'; allowed: 0 to 31 days.", "DefaultPriceList is 'gold'; allowed: 'default'.");
        new BillingOptionsValidator(Options.Create(new HivemindTenancyOptions())).Validate(null, new BillingOptions()).Succeeded.Should().BeTrue("a host may have a book of its own");
    }

    [Theory]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("KWD", 3)]
    [InlineData("BHD", 3)]
    [InlineData("CLF", 4)]
    [InlineData("HUF", 2)]
    [InlineData("MRU", 2)]
    [InlineData("XXX", null)]
    [InlineData("EURO", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Currencies_have_their_digits(string? code, int? digits) => Currencies.MinorUnits(code).Should().Be(digits);

    [Theory]
    [InlineData("cpu", PricePer.Hour, 1, null, "Core-Hours", "Core-Seconds")]
    [InlineData("requests.cpu", PricePer.Month, 1, null, "Core-Months", "Core-Seconds")]
    [InlineData("memory", PricePer.Month, 1L << 30, null, "GiB-Months", "B-Seconds")]
    [InlineData("storage", PricePer.Hour, 1_000_000_000, null, "GB-Hours", "B-Seconds")]
    [InlineData("storage", PricePer.Hour, 1, null, "B-Hours", "B-Seconds")]
    [InlineData("storage", PricePer.Hour, 1500, null, "1500 B-Hours", "B-Seconds")]
    [InlineData("storage", PricePer.Hour, 1L << 60, null, "EiB-Hours", "B-Seconds")]
    [InlineData("containers", PricePer.Hour, 1, null, "Container-Hours", "Container-Seconds")]
    [InlineData("nvidia.com/gpu", PricePer.Hour, 1, "GPU", "GPU-Hours", "GPU-Seconds")]
    [InlineData("nvidia.com/gpu", PricePer.Hour, 1, null, "Unit-Hours", "Unit-Seconds")]
    [InlineData("tokens", PricePer.Use, 1000, "1000 Tokens", "1000 Tokens", "Units")]
    [InlineData("requests", PricePer.Use, 1, "Requests", "Requests", "Requests")]
    [InlineData("requests", PricePer.Use, 1000, null, "1000 Units", "Units")]
    public void Units_are_called_as_focus_wants(string resource, PricePer per, long size, string? unit, string priced, string metered)
    {
        Price price = new() { Resource = resource, Per = per, UnitSize = size, Unit = unit, Amount = 1 };

        UnitNames.Priced(price).Should().Be(priced);
        UnitNames.Metered(price).Should().Be(metered);
    }
}
