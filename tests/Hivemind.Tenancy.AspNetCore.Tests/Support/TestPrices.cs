using Hivemind.Tenancy.Billing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Billing, FOCUS export included, by a price list that is valid since the year 2000: 0.50 EUR for a core and hour, 0.01 for a token, nothing said of the rest.</summary>
internal static class TestPrices
{
    public static HivemindTenancyBuilder AddTestBilling(this HivemindTenancyBuilder tenancy) => tenancy.AddBilling(billing => billing.PriceLists =
    [
        new PriceList
        {
            Name = "default",
            Currency = "EUR",
            ValidFrom = new DateOnly(2000, 1, 1),
            Prices = [new Price { Resource = ResourceNames.Cpu, Amount = 0.5m, Included = 1 }, new Price { Resource = "tokens", Per = PricePer.Use, Amount = 0.01m }],
        },
    ]).AddFocusExport(new FocusOptions { ProviderName = "Example", ServiceName = "=Containers" });
}
