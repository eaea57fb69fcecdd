namespace Hivemind.Tenancy;

/// <summary>What the calendar of a time zone is divided into. A longer one has the larger number.</summary>
public enum CalendarUnit
{
    /// <summary>Minutes of the clock.</summary>
    Minute = 1,

    /// <summary>Hours of the clock; one that is set back makes two of the same name.</summary>
    Hour = 2,

    /// <summary>Days: 23 to 25 hours where the clock is set for the summer.</summary>
    Day = 3,

    /// <summary>Weeks, from Monday on.</summary>
    Week = 4,

    /// <summary>Calendar months.</summary>
    Month = 5,
}
