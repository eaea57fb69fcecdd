using Hivemind.Tenancy;
using Hivemind.Tenancy.Billing;

namespace PlatformHost;

/// <summary>What the demo's tenants pay: by the hour for cores and by the month for memory.</summary>
internal static class DemoPrices
{
    public static IReadOnlyList<PriceList> All { get; } =
    [
        new PriceList
        {
            Name = "default",
            Currency = "EUR",
            ValidFrom = new DateOnly(2026, 1, 1),
            Prices =
            [
                new Price { Resource = ResourceNames.Cpu, Amount = 0.04m },
                new Price { Resource = ResourceNames.Memory, UnitSize = 1L << 30, Per = PricePer.Month, Amount = 2.50m, Included = 1 },
            ],
        },
    ];
}
