using System.Globalization;

namespace Hivemind.Tenancy.Billing;

/// <summary>What price lists may say. A message names the member, its value and what is allowed.</summary>
internal static class PriceListRules
{
    private const int MaxPrices = 1000;
    private const int MaxTiers = 64;
    private const long MaxUnitSize = 1L << 60;
    private const decimal MaxAmount = 1_000_000_000;

    /// <summary>What is not allowed; nothing when all is.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<PriceList> lists)
    {
        for (int i = 0; i < lists.Count; i++)
        {
            foreach (string problem in Absent(lists[i], $"PriceLists[{i}]") ?? Of(lists[i], $"PriceLists[{i}]"))
            {
                yield return problem;
            }
        }

        foreach (IGrouping<string, PriceList> versions in lists.Where(l => l is not null).GroupBy(l => l.Name, StringComparer.Ordinal))
        {
            if (versions.GroupBy(l => l.ValidFrom).FirstOrDefault(same => same.Count() > 1) is { } twice)
            {
                yield return $"PriceLists: '{versions.Key}' has two versions of {twice.Key:yyyy-MM-dd}; each begins on another day.";
            }

            if (versions.Select(l => l.Currency).Distinct(StringComparer.Ordinal).ToArray() is { Length: > 1 } currencies)
            {
                yield return $"PriceLists: '{versions.Key}' is in {string.Join(" and ", currencies)}; all versions of a list have one currency.";
            }
        }
    }

    private static IEnumerable<string> Of(PriceList list, string where)
    {
        if (!IsText(list.Name, 128))
        {
            yield return Problem($"{where}.Name", list.Name, "1 to 128 characters without control characters");
        }

        if (Currencies.MinorUnits(list.Currency) is null)
        {
            yield return Problem($"{where}.Currency", list.Currency, "an active three-letter code of ISO 4217 in capitals, such as EUR");
        }

        if (list.Prices.Count > MaxPrices)
        {
            yield return Problem($"{where}.Prices", list.Prices.Count, $"up to {MaxPrices} prices");
        }

        HashSet<(string, bool)> seen = [];
        for (int i = 0; i < list.Prices.Count; i++)
        {
            foreach (string problem in Absent(list.Prices[i], $"{where}.Prices[{i}]") ?? Of(list.Prices[i], $"{where}.Prices[{i}]", seen))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> Of(Price price, string where, HashSet<(string, bool)> seen)
    {
        if (!IsResource(price.Resource))
        {
            yield return Problem($"{where}.Resource", price.Resource, "the name of a resource or meter: a Kubernetes qualified name");
        }
        else if (!seen.Add((price.Resource, price.IsCounted)))
        {
            yield return Problem($"{where}.Resource", price.Resource, "one price for each resource that is held and each meter that is counted");
        }

        if (!Enum.IsDefined(price.Per))
        {
            yield return Problem($"{where}.Per", price.Per, "Hour, Month or Use");
        }

        if (price.UnitSize is < 1 or > MaxUnitSize)
        {
            yield return Problem($"{where}.UnitSize", price.UnitSize, $"1 to {MaxUnitSize}");
        }

        if (price.Unit is { } unit && !IsText(unit, 64))
        {
            yield return Problem($"{where}.Unit", unit, "1 to 64 characters without control characters");
        }

        if (price.Included < 0)
        {
            yield return Problem($"{where}.Included", price.Included, "0 or more");
        }

        if (price.Amount is { } amount && !IsAmount(amount))
        {
            yield return Problem($"{where}.Amount", amount, $"0 to {MaxAmount}");
        }

        if (price.Amount is null == (price.Tiers.Count == 0))
        {
            yield return $"{where} has {(price.Amount is null ? "no Amount and no Tiers" : "an Amount and Tiers")}; it has either.";
        }

        foreach (string problem in OfTiers(price.Tiers, $"{where}.Tiers"))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> OfTiers(IReadOnlyList<PriceTier> tiers, string where)
    {
        if (tiers.Count > MaxTiers)
        {
            yield return Problem(where, tiers.Count, $"up to {MaxTiers} tiers");
        }

        decimal before = 0;
        for (int i = 0; i < tiers.Count; i++)
        {
            if (Absent(tiers[i], $"{where}[{i}]") is [string absent])
            {
                yield return absent;
                continue;
            }

            if (!IsAmount(tiers[i].Amount))
            {
                yield return Problem($"{where}[{i}].Amount", tiers[i].Amount, $"0 to {MaxAmount}");
            }

            if (tiers[i].UpTo is not { } end)
            {
                if (i < tiers.Count - 1)
                {
                    yield return Problem($"{where}[{i}].UpTo", null, "set in every tier but the last");
                }
            }
            else if (i == tiers.Count - 1)
            {
                yield return Problem($"{where}[{i}].UpTo", end, "absent in the last tier, so that nothing lies beyond it");
            }
            else if (end <= before)
            {
                yield return Problem($"{where}[{i}].UpTo", end, string.Create(CultureInfo.InvariantCulture, $"more than {before}, where the tier begins"));
            }
            else
            {
                before = end;
            }
        }
    }

    private static string[]? Absent(object? item, string where) => item is null ? [Problem(where, null, "no empty places")] : null;

    private static bool IsAmount(decimal value) => value is >= 0 and <= MaxAmount;

    private static bool IsText(string? text, int longest) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= longest && !text.Any(char.IsControl);

    /// <summary>The core says what a resource is called: it refuses what is not.</summary>
    private static bool IsResource(string? name)
    {
        try
        {
            return name is ResourceNames.Cpu or ResourceNames.Memory or ResourceNames.Storage or ResourceNames.Containers or ResourceNames.Services
                || (name is not null && new ResourceAmounts { Other = new Dictionary<string, decimal> { [name] = 1 } }.Other.Count == 1);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string Problem(string member, object? value, string allowed) =>
        string.Create(CultureInfo.InvariantCulture, $"{member} is {(value is null ? "absent" : $"'{value}'")}; allowed: {allowed}.");
}
