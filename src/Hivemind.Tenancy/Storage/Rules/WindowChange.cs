namespace Hivemind.Tenancy.Storage;

/// <summary>A meter whose budget has another window now than it was counted by.</summary>
/// <param name="Meter">The meter.</param>
/// <param name="StartTicks">When its new window begins, in UTC ticks.</param>
/// <param name="Unit">How long that is: windows that are longer are not counted in it.</param>
public readonly record struct WindowChange(string Meter, long StartTicks, CalendarUnit Unit)
{
    /// <summary>Whether what was used in a window that is over counts in the new one: its middle lies there, so that a calendar that is off by hours brings no window of before.</summary>
    /// <param name="window">A closed window of the tenant.</param>
    public bool Covers(ConsumptionWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return window.Meter == Meter && window.Unit <= Unit && LiesWithin(window.Start.UtcTicks, window.End.UtcTicks);
    }

    /// <summary>As <see cref="Covers"/>, by the window's bounds.</summary>
    internal bool LiesWithin(long startTicks, long endTicks) => startTicks + ((endTicks - startTicks) / 2) >= StartTicks;
}
