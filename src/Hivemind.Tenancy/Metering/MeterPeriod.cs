namespace Hivemind.Tenancy;

/// <summary>Into what a time is cut, by the calendar of a time zone.</summary>
public enum MeterPeriod
{
    /// <summary>Not at all.</summary>
    Whole = 1,

    /// <summary>Hours of the clock; one that is set back makes two of the same name.</summary>
    Hour,

    /// <summary>Days: 23 to 25 hours where the clock is set for the summer.</summary>
    Day,

    /// <summary>Calendar months.</summary>
    Month,
}
