using System.Globalization;
using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Hivemind.Tenancy.Dashboard.Tests.Usage;

public sealed class UsageAddressTests
{
    private static readonly DateTimeOffset Now = BusyTenant.Now;

    [Theory]
    [InlineData("")]
    [InlineData("?by=week")]
    [InlineData("?by=DAY&at=nonsense")]
    [InlineData("?at=2026-13")]
    [InlineData("?at=0001")]
    [InlineData("?at=9999-12-31")]
    [InlineData("?at=2027-01")]
    [InlineData("?zone=")]
    [InlineData("?at=%00&by=&zone=%20")]
    public void What_makes_no_sense_falls_back_to_the_days_of_this_month(string query)
    {
        HistorySpan span = HistorySpan.Of(Read(query), Now);

        span.Address.By.Should().Be(CalendarUnit.Day);
        span.First.Should().Be(new DateOnly(2026, 11, 1));
        span.Address.At.Should().BeNull();
        span.Address.Zone.Should().Be(TimeZoneInfo.Utc);
        span.After.Should().BeNull();
    }

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("../../etc/passwd")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("Europe/Berlin\0")]
    [InlineData("<script>")]
    public void A_zone_that_is_none_is_UTC_and_said_to_be_unknown(string zone)
    {
        UsageAddress address = Read("?zone=" + Uri.EscapeDataString(zone));

        address.Zone.Should().Be(TimeZoneInfo.Utc);
        address.ZoneText.Should().BeNull();
        if (!zone.Contains('\0'))
        {
            address.IsZoneUnknown.Should().BeTrue();
        }
    }

    [Theory]
    [InlineData("?by=hour&at=2026-02-28", "2026-02-28", "2026-02-27", "2026-03-01", 24)]
    [InlineData("?by=hour&at=2026-03-29&zone=Europe/Berlin", "2026-03-29", "2026-03-28", "2026-03-30", 23)]
    [InlineData("?by=day&at=2024-02", "2024-02-01", "2024-01-01", "2024-03-01", 29)]
    [InlineData("?by=day&at=2026-01-17", "2026-01-01", "2025-12-01", "2026-02-01", 31)]
    [InlineData("?by=month&at=2025", "2025-01-01", "2024-01-01", "2026-01-01", 12)]
    [InlineData("?by=month&at=1971", "1971-01-01", "1970-01-01", "1972-01-01", 12)]
    public void A_time_has_its_periods_and_the_ones_before_and_after(string query, string first, string before, string after, int periods)
    {
        HistorySpan span = HistorySpan.Of(Read(query), Now);

        span.First.Should().Be(Day(first));
        span.Before!.At.Should().Be(Day(before));
        span.After!.At.Should().Be(Day(after));
        span.Periods.Should().HaveCount(periods).And.OnlyContain(p => !p.IsAhead && !p.IsRunning);
        span.Periods[0].Start.Should().Be(span.Start);
        span.Periods[^1].End.Should().Be(span.End);
    }

    [Theory]
    [InlineData("?by=hour&at=1970-01-01")]
    [InlineData("?by=hour&at=1970-01-01&zone=Asia/Tokyo")]
    [InlineData("?by=day&at=1970-01&zone=America/New_York")]
    [InlineData("?by=month&at=1970")]
    public void Before_the_first_time_that_can_be_asked_for_there_is_none(string query)
    {
        HistorySpan span = HistorySpan.Of(Read(query), Now);

        span.First.Should().Be(new DateOnly(1970, 1, 1));
        span.Before.Should().BeNull();
        Read(span.After!.ToAddress()).Should().Be(span.After);
    }

    [Theory]
    [InlineData("?by=hour&at=1970-01-01&zone=Asia/Tokyo")]
    [InlineData("?by=month&at=1970")]
    public async Task The_first_time_has_a_page_without_a_way_back(string query)
    {
        await using UsageHost host = await UsageHost.StartAsync();

        (int status, string page) = await host.GetAsync("olga", query);

        status.Should().Be(200);
        page.Should().Contain("Later").And.NotContain("Earlier");
    }

    [Fact]
    public void An_address_reads_back_what_it_says()
    {
        UsageAddress address = new()
        {
            By = CalendarUnit.Hour,
            At = new DateOnly(2026, 2, 3),
            Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Argentina/Buenos_Aires"),
            Namespace = "a&b",
            Source = "é=<>",
            After = "x y",
        };

        Read(address.ToAddress()).Should().Be(address);
        Read(new UsageAddress().ToAddress()).Should().Be(new UsageAddress());
    }

    [Fact]
    public void An_hour_that_comes_twice_says_which_it_is()
    {
        HistorySpan span = HistorySpan.Of(Read("?by=hour&at=2026-10-25&zone=Europe/Berlin"), Now);

        string[] names = [.. span.Periods.Select(p => p.Name)];
        names.Should().HaveCount(25).And.OnlyHaveUniqueItems();
        names[2].Should().EndWith("(UTC+02:00)");
        names[3].Should().EndWith("(UTC+01:00)");
    }

    [Fact]
    public void The_period_of_now_is_running_and_those_after_it_lie_ahead()
    {
        HistorySpan span = HistorySpan.Of(new UsageAddress(), Now);

        span.Periods.Select(p => p.IsRunning).Should().Equal(Enumerable.Range(1, 30).Select(day => day == 17));
        span.Periods.Select(p => p.IsAhead).Should().Equal(Enumerable.Range(1, 30).Select(day => day > 17));
        span.ToMeterQuery(TenantId.Parse("acme"))!.Until.Should().Be(Now);
        HistorySpan.Of(new UsageAddress(), new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)).ToMeterQuery(TenantId.Parse("acme")).Should().BeNull("nothing of it has passed");
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    private static UsageAddress Read(string query) => UsageAddress.Read(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
