namespace Hivemind.Tenancy;

/// <summary>What a tenant used up of one meter in one window.</summary>
/// <param name="TenantId">Whose it was.</param>
/// <param name="TenantUid">Which tenant of that id.</param>
/// <param name="Meter">The meter.</param>
/// <param name="Number">Which window of the meter, from 1, growing.</param>
/// <param name="Unit">How long it is by the calendar.</param>
/// <param name="TimeZoneId">Whose calendar.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ends; where the budget's window was changed within it, when that took effect.</param>
/// <param name="Used">What was used up, corrections included that were booked in it: less than 0 where one took back what was used before the budget's window was changed.</param>
/// <param name="IsOpen">Whether it is the one of now. One that is closed never changes.</param>
public sealed record ConsumptionWindow(
    TenantId TenantId, TenantUid TenantUid, string Meter, long Number, CalendarUnit Unit, string TimeZoneId, DateTimeOffset Start, DateTimeOffset End, long Used, bool IsOpen);
