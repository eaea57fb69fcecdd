namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>Where the axis of a chart ends: at the next number that people count in.</summary>
internal static class ChartScale
{
    private static readonly decimal[] Steps = [1, 2, 4, 6, 8, 10];

    /// <summary>The end of an axis that has to show a value of more than 0.</summary>
    public static decimal Above(string resource, decimal value) =>
        Amount.IsBytes(resource) ? Binary(value)
        : ResourceNames.StepsPerUnit(resource) == 1 ? Math.Max(2, Decimal(value)) // half of it is a whole number, too
        : Decimal(value);

    private static decimal Decimal(decimal value)
    {
        decimal unit = 1;
        for (; unit * 10 <= value; unit *= 10)
        {
        }

        for (; unit > value; unit /= 10)
        {
        }

        return Steps.First(s => s * unit >= value) * unit;
    }

    private static decimal Binary(decimal value)
    {
        decimal end = 2;
        for (; end < value; end *= 2)
        {
        }

        return end > 2 && end * 3 / 4 >= value ? end * 3 / 4 : end;
    }
}
