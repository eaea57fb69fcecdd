using System.Globalization;

namespace Hivemind.Tenancy.Billing;

/// <summary>What units are called, by FOCUS' Unit Format: <c>GiB-Hours</c>, <c>Core-Months</c>, <c>1000 Tokens</c>.</summary>
internal static class UnitNames
{
    private static readonly string[] Decimal = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];
    private static readonly string[] Binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A priced unit, with its time.</summary>
    public static string Priced(Price price) => price.Per switch
    {
        PricePer.Hour => $"{One(price)}-Hours",
        PricePer.Month => $"{One(price)}-Months",
        _ => price.Unit ?? (price.UnitSize == 1 ? "Units" : string.Create(CultureInfo.InvariantCulture, $"{price.UnitSize} Units")),
    };

    /// <summary>A unit as it is metered, with its time.</summary>
    public static string Metered(Price price)
    {
        string own = price.UnitSize == 1 && price.Unit is { } unit ? unit : price.IsCounted ? "Units" : OwnUnit(price.Resource);
        return price.IsCounted ? own : $"{own}-Seconds";
    }

    private static string One(Price price)
    {
        string own = OwnUnit(price.Resource);
        return price.Unit
            ?? (price.UnitSize == 1 ? own
                : own == "B" && BytesName(price.UnitSize) is { } name ? name
                : string.Create(CultureInfo.InvariantCulture, $"{price.UnitSize} {own}"));
    }

    private static string OwnUnit(string resource) => resource switch
    {
        ResourceNames.Memory or ResourceNames.Storage => "B",
        ResourceNames.Containers => "Container",
        ResourceNames.Services => "Service",
        _ => ResourceNames.StepsPerUnit(resource) == 1 ? "Unit" : "Core",
    };

    private static string? BytesName(long size)
    {
        (long ten, long two) = (1, 1);
        for (int i = 0; i < Binary.Length; i++, ten *= 1000, two <<= 10)
        {
            if (size == ten || size == two)
            {
                return size == ten ? Decimal[i] : Binary[i];
            }
        }

        return null;
    }
}
