namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>One bar's time.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
/// <param name="Measured">Until when of it has been measured: its end, now while it is running, its start when it lies ahead.</param>
/// <param name="Name">What it is called, in the reader's culture.</param>
/// <param name="Mark">What stands below it on the axis; null for nothing.</param>
public sealed record HistoryPeriod(DateTimeOffset Start, DateTimeOffset End, DateTimeOffset Measured, string Name, string? Mark)
{
    /// <summary>Whether it has begun and not ended.</summary>
    public bool IsRunning => Measured > Start && Measured < End;

    /// <summary>Whether it lies ahead.</summary>
    public bool IsAhead => Measured == Start;
}
