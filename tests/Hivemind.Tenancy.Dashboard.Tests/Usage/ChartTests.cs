using System.Globalization;
using System.Numerics;
using System.Xml.Linq;
using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests.Usage;

/// <summary>What the charts draw and the tables say is what the meter says, to the last digit.</summary>
public sealed class ChartTests
{
    private static readonly string[] Resources = ["cpu", "memory", "containers", "nvidia.com/gpu"];

    public static TheoryData<string, CalendarUnit, string, string, int> Views => new()
    {
        { "", CalendarUnit.Day, "2026-11-01", "2026-12-01", 30 },
        { "?by=day&at=2026-10&zone=Europe/Berlin", CalendarUnit.Day, "2026-10-01", "2026-11-01", 31 },
        { "?by=hour", CalendarUnit.Hour, "2026-11-17", "2026-11-18", 24 },
        { "?by=hour&at=2026-10-25&zone=Europe/Berlin", CalendarUnit.Hour, "2026-10-25", "2026-10-26", 25 },
        { "?by=hour&at=2026-11-11&zone=Australia/Lord_Howe", CalendarUnit.Hour, "2026-11-11", "2026-11-12", 24 },
        { "?by=month", CalendarUnit.Month, "2026-01-01", "2027-01-01", 12 },
        { "?by=month&at=2026&zone=America/New_York", CalendarUnit.Month, "2026-01-01", "2027-01-01", 12 },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Bars_peaks_and_tables_say_what_the_meter_says(string view, CalendarUnit by, string from, string until, int periods)
    {
        TestClock clock = new();
        await using DashboardHost host = await DashboardHost.StartAsync(t => t.Services
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<IStartupFilter>(new RequestCulture(RequestCulture.WithComma)));
        Tenant tenant = await host.AddTenantAsync("acme", change: BusyTenant.Spec);
        await BusyTenant.ReplayAsync(host, clock, tenant, days: 40, jobsPerDay: 25);
        TimeZoneInfo zone = view.Contains("zone=", StringComparison.Ordinal) ? TimeZoneInfo.FindSystemTimeZoneById(view.Split("zone=")[1]) : TimeZoneInfo.Utc;
        DateTimeOffset[] bounds = Bounds(by, Start(from, zone), Start(until, zone), zone);
        bounds.Should().HaveCount(periods + 1);
        IReadOnlyList<MeteredUsage> measured = await MeasureAsync(host, tenant, by, bounds, zone);

        using HttpClient client = host.Client("root");
        string page = await client.GetStringAsync(client.BaseAddress + "/acme/usage" + view, TestContext.Current.CancellationToken);
        IReadOnlyList<XElement> figures = Html.All(page, "figure");

        string[] held = [.. Resources.Where(r => measured.Any(m => m[r].Peak > 0))];
        held.Length.Should().BeGreaterThan(2);
        figures.Select(f => Html.Text(f.Element("figcaption")!.Element("h3")!)).Should().Equal(held.Select(Amount.NameOf));
        Html.Text(page).Should().MatchRegex("[0-9],[0-9]+ cores on average", "what is said follows the reader's culture, what is drawn does not");
        for (int i = 0; i < figures.Count; i++)
        {
            Verify(figures[i], held[i], bounds, measured);
        }
    }

    private static void Verify(XElement figure, string resource, DateTimeOffset[] bounds, IReadOnlyList<MeteredUsage> measured)
    {
        XElement svg = figure.Descendants("svg").Single();
        decimal scale = decimal.Parse(svg.Said("data-scale"), CultureInfo.InvariantCulture);
        XElement[] rows = [.. figure.Descendants("tbody").Single().Elements("tr")];
        rows.Should().HaveCount(bounds.Count(b => b < BusyTenant.Now) - (bounds[^1] < BusyTenant.Now ? 1 : 0));
        XElement[] bars = [.. svg.Descendants("rect").Where(r => r.HasClass("held"))];
        bars.Should().HaveCount(measured.Count(m => m[resource].Peak > 0));
        int drawn = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            MeteredResource truth = measured.FirstOrDefault(m => m.Start == bounds[i])?[resource] ?? new MeteredResource(resource, default, default, 0);
            DateTimeOffset end = bounds[i + 1] < BusyTenant.Now ? bounds[i + 1] : BusyTenant.Now;
            BigInteger length = (end - bounds[i]).Ticks / 10;
            (BigInteger Above, BigInteger Below) average = ((BigInteger)truth.Total.StepMicroseconds, length * truth.Total.StepsPerUnit);

            string[] values = [.. rows[i].Descendants("data").Select(d => d.Said("value"))];
            values[1].Should().Be(truth.Peak.ToString("0.###", CultureInfo.InvariantCulture));
            values[2].Should().Be(truth.Total.ToString());
            values[3].Should().Be(truth.Reserved.ToString());
            Nearest(average, values[0], decimals: 15);

            if (truth.Peak > 0)
            {
                XElement bar = bars[drawn++];
                BigInteger perScale = average.Below * new BigInteger(scale * 1000);
                Nearest((average.Above * 160 * 1000, perScale), bar.Said("height"), decimals: 3);
                (Pixels(bar, "y") + Pixels(bar, "height")).Should().Be(168);
                decimal slot = 100m / (bounds.Length - 1);
                Percent(bar, "x").Should().BeApproximately(slot * (i + 0.15m), 0.001m);
                bar.HasClass("running").Should().Be(bounds[i + 1] > BusyTenant.Now);
                XElement peak = bar.ElementsAfterSelf("line").First(l => l.HasClass("peak"));
                Nearest(((BigInteger)((168 * scale - truth.Peak * 160) * 1000), new BigInteger(scale * 1000)), peak.Said("y1"), decimals: 3);
                peak.Said("y2").Should().Be(peak.Said("y1"));
            }
        }

        drawn.Should().Be(bars.Length);
    }

    /// <summary>That a text is a fraction, rounded to so many digits.</summary>
    private static void Nearest((BigInteger Above, BigInteger Below) truth, string text, int decimals)
    {
        BigInteger power = BigInteger.Pow(10, decimals);
        BigInteger said = (BigInteger)(Math.Round(decimal.Parse(text, CultureInfo.InvariantCulture), decimals) * (decimal)power);
        (BigInteger.Abs((said * truth.Below) - (truth.Above * power)) * 2).Should().BeLessThanOrEqualTo(truth.Below, "{0} stands for {1}/{2}", text, truth.Above, truth.Below);
    }

    private static decimal Pixels(XElement element, string name) => decimal.Parse(element.Said(name), CultureInfo.InvariantCulture);

    private static decimal Percent(XElement element, string name) => decimal.Parse(element.Said(name).TrimEnd('%'), CultureInfo.InvariantCulture);

    private static DateTimeOffset Start(string day, TimeZoneInfo zone) => CalendarPeriods.StartOf(DateOnly.Parse(day, CultureInfo.InvariantCulture), zone);

    private static DateTimeOffset[] Bounds(CalendarUnit by, DateTimeOffset from, DateTimeOffset until, TimeZoneInfo zone)
    {
        List<DateTimeOffset> bounds = [from];
        while (bounds[^1] < until)
        {
            bounds.Add(CalendarPeriods.Next(by, bounds[^1], zone));
        }

        return [.. bounds];
    }

    private static async Task<IReadOnlyList<MeteredUsage>> MeasureAsync(DashboardHost host, Tenant tenant, CalendarUnit by, DateTimeOffset[] bounds, TimeZoneInfo zone)
    {
        using TenantScope scope = TenantContext.System("test", "measures").Enter();
        return await host.App.Services.GetRequiredService<IUsageMeter>().MeasureAsync(
            new MeterQuery(bounds[0], bounds[^1]) { Tenant = tenant, Period = by, TimeZone = zone }, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("cpu", 0.001, 0.001)]
    [InlineData("cpu", 0.25, 0.4)]
    [InlineData("cpu", 4, 4)]
    [InlineData("cpu", 4.001, 6)]
    [InlineData("cpu", 99.9, 100)]
    [InlineData("containers", 1, 2)]
    [InlineData("containers", 7, 8)]
    [InlineData("containers", 101, 200)]
    [InlineData("memory", 1, 2)]
    [InlineData("memory", 3221225472.0, 3221225472.0)]
    [InlineData("memory", 3221225473.0, 4294967296.0)]
    public void An_axis_ends_at_the_next_number_that_people_count_in(string resource, double value, double end) =>
        ChartScale.Above(resource, (decimal)value).Should().Be((decimal)end);

    [Fact]
    public void A_limit_that_is_far_above_is_said_and_not_drawn()
    {
        Chart(limit: 40).ShowsLimit.Should().BeTrue();
        Chart(limit: 40).Scale.Should().Be(40);
        Chart(limit: 41).ShowsLimit.Should().BeFalse();
        Chart(limit: 41).Scale.Should().Be(10);
        Chart(limit: null).ShowsLimit.Should().BeFalse();
        Chart(limit: 0).ShowsLimit.Should().BeTrue();
    }

    [Fact]
    public void An_average_of_the_largest_amounts_there_are_is_exact()
    {
        HistoryPeriod year = new(BusyTenant.Now, BusyTenant.Now.AddDays(366), BusyTenant.Now.AddDays(366), "", null);
        Int128 microseconds = (Int128)year.End.Subtract(year.Start).Ticks / 10;
        UnitSeconds held = new((long.MaxValue * microseconds) + 1, 1);
        UsageBar bar = new(year, new MeteredResource("memory", held, held, long.MaxValue));

        Math.Floor(bar.Average).Should().Be(long.MaxValue);
        Math.Floor(bar.Hours).Should().Be((decimal)long.MaxValue * 366 * 24);
    }

    private static UsageChart Chart(decimal? limit)
    {
        HistorySpan span = HistorySpan.Of(new UsageAddress(), BusyTenant.Now);
        UnitSeconds held = new(1, 1000);
        MeteredUsage measured = new(span.Start, span.Periods[0].End, null, [new MeteredResource("cpu", held, default, 10)]);
        return UsageChart.Of(span, [measured], new TenantUsage(TenantId.Parse("acme"), default, BusyTenant.Now, [new ResourceUsage("cpu", 0, 0, limit, limit)], 0, 0, null)).Single();
    }
}
