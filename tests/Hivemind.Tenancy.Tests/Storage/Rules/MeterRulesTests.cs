namespace Hivemind.Tenancy.Tests;

public sealed class MeterRulesTests
{
    [Theory]
    [InlineData("2026-11-30T23:59:59.9999999Z", "2026-12-01T00:00:00Z")]
    [InlineData("2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")]
    [InlineData("2028-02-29T12:00:00Z", "2028-03-01T00:00:00Z")]
    [InlineData("2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-02-01T00:00:00Z")]
    [InlineData("9999-12-31T00:00:00Z", "9999-12-31T23:59:59.9999999Z")]
    public void Month_ends_where_the_next_begins_whichever_was_asked_for_before(string time, string end)
    {
        foreach (string before in (string[])["2026-11-15T00:00:00Z", "2026-12-15T00:00:00Z", time, time])
        {
            MeterRules.EndOfMonth(DateTimeOffset.Parse(before).UtcTicks);

            MeterRules.EndOfMonth(DateTimeOffset.Parse(time).UtcTicks).Should().Be(DateTimeOffset.Parse(end).UtcTicks);
        }
    }
}
