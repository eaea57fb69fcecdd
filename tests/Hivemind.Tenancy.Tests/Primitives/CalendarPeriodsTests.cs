namespace Hivemind.Tenancy.Tests;

/// <summary>Where periods begin, by the clocks of places that set theirs in their own way.</summary>
public sealed class CalendarPeriodsTests
{
    // Zone, period, a time, and when the next period begins, in UTC.
    [Theory]
    [InlineData("Europe/Berlin", "Day", "2026-03-28T12:00Z", "2026-03-28T23:00Z")]
    [InlineData("Europe/Berlin", "Day", "2026-03-28T23:00Z", "2026-03-29T22:00Z")] // 23 hours
    [InlineData("Europe/Berlin", "Day", "2026-10-24T22:00Z", "2026-10-25T23:00Z")] // 25 hours
    [InlineData("Europe/Berlin", "Month", "2026-03-05T00:00Z", "2026-03-31T22:00Z")]
    [InlineData("Europe/Berlin", "Month", "2026-10-01T00:00Z", "2026-10-31T23:00Z")]
    [InlineData("America/New_York", "Day", "2026-11-01T04:00Z", "2026-11-02T05:00Z")]
    [InlineData("Europe/Berlin", "Hour", "2026-10-25T00:00Z", "2026-10-25T01:00Z")] // 02:00 summer time
    [InlineData("Europe/Berlin", "Hour", "2026-10-25T00:30Z", "2026-10-25T01:00Z")]
    [InlineData("Europe/Berlin", "Hour", "2026-10-25T01:00Z", "2026-10-25T02:00Z")] // 02:00 once more
    [InlineData("Europe/Berlin", "Hour", "2026-03-29T00:00Z", "2026-03-29T01:00Z")] // 01:00, then 03:00
    [InlineData("Asia/Kathmandu", "Hour", "2026-01-01T00:00Z", "2026-01-01T00:15Z")] // +05:45
    [InlineData("Asia/Kathmandu", "Day", "2026-01-01T00:00Z", "2026-01-01T18:15Z")]
    [InlineData("Australia/Lord_Howe", "Hour", "2026-04-04T14:00Z", "2026-04-04T15:00Z")] // half an hour of daylight saving
    [InlineData("Australia/Lord_Howe", "Hour", "2026-04-04T15:00Z", "2026-04-04T15:30Z")] // 01:30 once more
    [InlineData("America/Sao_Paulo", "Day", "2018-11-03T12:00Z", "2018-11-04T03:00Z")] // midnight did not exist
    [InlineData("America/Sao_Paulo", "Day", "2018-02-17T12:00Z", "2018-02-18T03:00Z")] // 23:00 came twice
    [InlineData("Asia/Beirut", "Day", "2021-03-27T12:00Z", "2021-03-27T22:00Z")]
    [InlineData("America/Havana", "Day", "2026-10-31T12:00Z", "2026-11-01T04:00Z")] // midnight comes twice: the first
    [InlineData("Pacific/Apia", "Day", "2011-12-30T09:00Z", "2011-12-30T10:00Z")] // the 30th was left out
    [InlineData("UTC", "Month", "2028-02-29T23:59:59.999999Z", "2028-03-01T00:00Z")]
    [InlineData("UTC", "Month", "2026-12-31T23:59Z", "2027-01-01T00:00Z")]
    [InlineData("UTC", "Hour", "2026-12-31T23:00Z", "2027-01-01T00:00Z")]
    public void Next_period_begins(string zone, string period, string time, string next) =>
        CalendarPeriods.Next(Enum.Parse<CalendarUnit>(period), At(time), TimeZoneInfo.FindSystemTimeZoneById(zone)).Should().Be(At(next));

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("America/Havana")]
    public void Periods_of_decades_go_forward_and_name_one_local_period_each(string id)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        DateTimeOffset end = At("2030-01-01T00:00Z");
        for (DateTimeOffset day = At("1990-01-01T00:00Z"); day < end;)
        {
            DateTimeOffset next = CalendarPeriods.Next(CalendarUnit.Day, day, zone);
            (next - day).TotalHours.Should().BeInRange(0.01, 25.01);
            TimeZoneInfo.ConvertTime(next, zone).Date.Should().BeAfter(TimeZoneInfo.ConvertTime(next.AddTicks(-1), zone).Date, "of {0:O}", next);
            day = next;
        }
    }

    [Theory]
    [InlineData("UTC", "2026-06-01", "2026-06-01T00:00Z")]
    [InlineData("Europe/Berlin", "2026-04-01", "2026-03-31T22:00Z")]
    [InlineData("Europe/Berlin", "2026-11-01", "2026-10-31T23:00Z")]
    [InlineData("Asia/Kolkata", "2026-06-01", "2026-05-31T18:30Z")]
    [InlineData("America/Asuncion", "2017-10-01", "2017-10-01T04:00Z")] // no midnight: the clock goes from 24:00 to 01:00
    [InlineData("Asia/Amman", "2014-10-31", "2014-10-30T21:00Z")] // its midnight comes twice: the first
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z")] // a day that never was begins as the next does
    public void Day_begins(string zone, string day, string start) =>
        CalendarPeriods.StartOf(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)).Should().Be(At(start));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
