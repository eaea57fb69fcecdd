using System.Globalization;

namespace Hivemind.Tenancy;

/// <summary>One meter of which too little is left.</summary>
/// <param name="Requested">How much was asked for.</param>
/// <param name="Usage">The budget, what is used and held of it, and when its window ends.</param>
public sealed record BudgetShortage(long Requested, BudgetUsage Usage)
{
    /// <summary>The meter.</summary>
    public string Meter => Usage.Meter;

    /// <summary>For instance <c>tokens: requested 1200, used 9000, held 0, limit 10000 until 2026-12-01T00:00:00Z</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Meter}: requested {Requested}, used {Usage.Used}, held {Usage.Held}, limit {Usage.Limit} until {Usage.WindowEnd:yyyy-MM-ddTHH:mm:ssK}");
}
