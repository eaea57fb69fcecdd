namespace Hivemind.Tenancy.Billing.Tests;

/// <summary>Months begin where the meter cuts them, wherever a clock is set.</summary>
public sealed class BillingCalendarTests
{
    [Theory]
    [InlineData("UTC", "2026-06-01", "2026-06-01T00:00:00Z")]
    [InlineData("Europe/Berlin", "2026-04-01", "2026-03-31T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-11-01", "2026-10-31T23:00:00Z")]
    [InlineData("Asia/Kolkata", "2026-06-01", "2026-05-31T18:30:00Z")]
    [InlineData("America/Asuncion", "2017-10-01", "2017-10-01T04:00:00Z")] // no midnight: the clock goes from 24:00 to 01:00
    [InlineData("Asia/Amman", "2014-10-31", "2014-10-30T21:00:00Z")] // its midnight comes twice: the first
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z")] // a day that never was begins as the next does
    public void Days_begin_with_the_clock(string zone, string day, string start) =>
        BillingCalendar.StartOf(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone))
            .Should().Be(DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>What the meter calls a month of a zone is one here: for every zone of the machine, each month of ten years.</summary>
    [Fact]
    public async Task Months_are_those_of_the_meter()
    {
        await using BillingHost host = new([Lists.Of()]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: BillingHost.Cancellation);
        DateTimeOffset from = new(2026, 1, 15, 0, 0, 0, TimeSpan.Zero);
        await host.HoldAsync(acme, "web", new ResourceAmounts { Containers = 1 }, from, from.AddYears(10));

        foreach (TimeZoneInfo zone in TimeZoneInfo.GetSystemTimeZones().DistinctBy(z => z.BaseUtcOffset).Concat(
            new[] { "America/Asuncion", "Asia/Amman", "Pacific/Apia", "America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo" }.Select(TimeZoneInfo.FindSystemTimeZoneById)))
        {
            IReadOnlyList<MeteredUsage> months = await host.Meter.MeasureAsync(
                new MeterQuery(from, from.AddYears(10)) { Tenant = acme, Period = MeterPeriod.Month, TimeZone = zone }, BillingHost.Cancellation);

            months.Should().HaveCountGreaterThan(119);
            foreach (MeteredUsage month in months.Skip(1))
            {
                DateTime local = TimeZoneInfo.ConvertTime(month.Start, zone).DateTime;
                BillingCalendar.StartOf(new DateOnly(local.Year, local.Month, 1), zone).Should().Be(month.Start, zone.Id);
            }
        }
    }
}
