namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>What was held of one resource in one period, exactly.</summary>
/// <param name="Period">When.</param>
/// <param name="Held">What was held, and how long, as it was measured.</param>
public sealed record UsageBar(HistoryPeriod Period, MeteredResource Held)
{
    private const long SecondsPerHour = 3600;

    /// <summary>How much was held on average, in the resource's unit: unit-seconds by the length of the period, or of what has passed of it. Cut at 28 digits.</summary>
    public decimal Average => Quotient(Held.Total.StepMicroseconds, (Int128)Length * Held.Total.StepsPerUnit);

    /// <summary>All that was held, in unit-hours.</summary>
    public decimal Hours => InHours(Held.Total);

    /// <summary>What of that was reserved, in unit-hours.</summary>
    public decimal ReservedHours => InHours(Held.Reserved);

    private long Length => (Period.Measured - Period.Start).Ticks / TimeSpan.TicksPerMicrosecond;

    private static decimal InHours(UnitSeconds held) => Quotient(held.StepMicroseconds, (Int128)held.StepsPerUnit * SecondsPerHour * TimeSpan.MicrosecondsPerSecond);

    /// <summary>The whole part and the rest apart: together they may have more digits than a decimal.</summary>
    private static decimal Quotient(Int128 dividend, Int128 divisor) =>
        divisor == 0 ? 0 : (decimal)(dividend / divisor) + ((decimal)(dividend % divisor) / (decimal)divisor);
}
