namespace Hivemind.Tenancy.Billing;

/// <summary>
/// What usage costs. What a tenant uses of a resource in a month is one stretch from 0 on, whatever versions of the prices it goes through: each part goes on where the
/// one before ended, so nothing is included twice and no tier begins anew, and each is priced by its own version.
/// </summary>
internal static class StatementRules
{
    /// <summary>The lines of a month, and what has no price.</summary>
    /// <param name="parts">The parts of the month, in order.</param>
    public static (IReadOnlyList<StatementLine> Lines, IReadOnlyList<MeteredQuantity> Unpriced) Rate(IEnumerable<RatedPart> parts)
    {
        Dictionary<(string Resource, bool IsCounted), Quantity> reached = [];
        List<MeteredQuantity> unpriced = [];
        List<StatementLine> lines = [];
        foreach (RatedPart part in parts)
        {
            foreach (MeteredQuantity used in Summed(part.Used))
            {
                (string, bool) key = (used.Resource, used.IsCounted);
                Quantity from = reached.GetValueOrDefault(key);
                reached[key] = from + used.Used;
                if (part.Prices.Find(used.Resource, used.IsCounted) is { } price)
                {
                    lines.AddRange(Lines(part, price, from, reached[key]));
                }
                else
                {
                    unpriced.Add(used);
                }
            }
        }

        return (lines, [.. Summed(unpriced)]);
    }

    private static IEnumerable<StatementLine> Lines(RatedPart part, Price price, Quantity from, Quantity to)
    {
        Quantity size = price.Size;
        Quantity begin = from;
        foreach ((int tier, Quantity? last, decimal amount) in price.Stretches())
        {
            Quantity end = last is { } units && units * size < to ? units * size : to;
            if (end > begin)
            {
                Quantity quantity = (end - begin) / size;
                yield return new StatementLine
                {
                    Resource = price.Resource,
                    IsCounted = price.IsCounted,
                    Start = part.Start,
                    End = part.End,
                    PriceVersion = part.Prices.ValidFrom,
                    Tier = tier,
                    Quantity = quantity,
                    Unit = UnitNames.Priced(price),
                    Used = end - begin,
                    UsedUnit = UnitNames.Metered(price),
                    UnitPrice = amount,
                    Amount = (quantity * amount).ToDecimal(part.Prices.MinorUnits),
                };
                begin = end;
            }
        }
    }

    /// <summary>Each resource once, in ordinal order, without what was not used.</summary>
    private static IEnumerable<MeteredQuantity> Summed(IEnumerable<MeteredQuantity> used) => used
        .GroupBy(u => (u.Resource, u.IsCounted), (key, all) => new MeteredQuantity(key.Resource, key.IsCounted, all.Aggregate(Quantity.Zero, (sum, u) => sum + u.Used)))
        .Where(u => !u.Used.IsZero)
        .OrderBy(u => u.Resource, StringComparer.Ordinal).ThenBy(u => u.IsCounted);
}
