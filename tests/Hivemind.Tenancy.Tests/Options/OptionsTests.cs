using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Tests;

/// <summary>Options are validated when the host starts, before anybody asks for a manager.</summary>
public sealed class OptionsTests
{
    private static readonly Dictionary<string, Action<HivemindTenancyOptions>> Settings = new()
    {
        ["lease 0"] = o => o.DefaultLease = TimeSpan.Zero,
        ["lease -1 s"] = o => o.DefaultLease = TimeSpan.FromSeconds(-1),
        ["lease just under 1 s"] = o => o.DefaultLease = TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1),
        ["lease 1 s"] = o => o.DefaultLease = TimeSpan.FromSeconds(1),
        ["lease 24 h"] = o => o.DefaultLease = TimeSpan.FromHours(24),
        ["lease just over 24 h"] = o => o.DefaultLease = TimeSpan.FromHours(24) + TimeSpan.FromTicks(1),
        ["no lease end"] = o => o.DefaultLease = Timeout.InfiniteTimeSpan,
        ["no thresholds"] = o => o.QuotaThresholds = [],
        ["eight thresholds"] = o => o.QuotaThresholds = [1, 2, 3, 4, 5, 6, 7, 100],
        ["nine thresholds"] = o => o.QuotaThresholds = [1, 2, 3, 4, 5, 6, 7, 8, 9],
        ["threshold 0"] = o => o.QuotaThresholds = [0, 80],
        ["threshold 101"] = o => o.QuotaThresholds = [80, 101],
        ["falling thresholds"] = o => o.QuotaThresholds = [95, 80],
        ["equal thresholds"] = o => o.QuotaThresholds = [80, 80],
        ["null thresholds"] = o => o.QuotaThresholds = null,
        ["no events"] = o => o.RetainEventsCount = 0,
        ["one event"] = o => o.RetainEventsCount = 1,
        ["ten million events"] = o => o.RetainEventsCount = 10_000_000,
        ["ten million and one events"] = o => o.RetainEventsCount = 10_000_001,
        ["events for 1 min"] = o => o.RetainEventsFor = TimeSpan.FromMinutes(1),
        ["events for just under 1 min"] = o => o.RetainEventsFor = TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1),
        ["no lag"] = o => o.MaxEventReaderLag = 0,
        ["reader without a name"] = o => o.RetainEventsUntilReadBy = ["exporter", ""],
        ["a reader"] = o => o.RetainEventsUntilReadBy = ["exporter"],
        ["lease and events"] = o =>
        {
            o.DefaultLease = TimeSpan.Zero;
            o.RetainEventsCount = -7;
        },
        ["all defaults"] = _ => { },
    };

    /// <summary>What configuration says, and the thresholds that follow.</summary>
    public static TheoryData<string, int[]> Configured => new()
    {
        { """{}""", [80, 95] },
        { """{"QuotaThresholds": null}""", [80, 95] },
        { """{"QuotaThresholds": [70]}""", [70] },
        { """{"QuotaThresholds": [50, 75, 100]}""", [50, 75, 100] },
        { """{"QuotaThresholds": []}""", [80, 95] },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("lease 1 s")]
    [InlineData("lease 24 h")]
    [InlineData("no thresholds")]
    [InlineData("eight thresholds")]
    [InlineData("null thresholds")]
    [InlineData("one event")]
    [InlineData("ten million events")]
    [InlineData("events for 1 min")]
    [InlineData("a reader")]
    [InlineData("all defaults")]
    public async Task Host_starts_with_what_is_allowed(string setting)
    {
        using IHost host = Build(setting);

        await host.StartAsync(Cancellation);

        await host.Services.GetRequiredService<ITenantManager>().CreateTenantAsync(Some.Spec(), Cancellation);
        await host.StopAsync(Cancellation);
    }

    [Theory]
    [InlineData("lease 0", "HivemindTenancyOptions.DefaultLease is ", "00:00:00", "00:00:01", "1.00:00:00")]
    [InlineData("lease -1 s", "HivemindTenancyOptions.DefaultLease is ", "-00:00:01", "00:00:01", "1.00:00:00")]
    [InlineData("lease just under 1 s", "HivemindTenancyOptions.DefaultLease is ", "00:00:00.9999999", "00:00:01", "1.00:00:00")]
    [InlineData("lease just over 24 h", "HivemindTenancyOptions.DefaultLease is ", "1.00:00:00.0000001", "00:00:01", "1.00:00:00")]
    [InlineData("no lease end", "HivemindTenancyOptions.DefaultLease is ", "-00:00:00.0010000", "00:00:01", "1.00:00:00")]
    [InlineData("nine thresholds", "HivemindTenancyOptions.QuotaThresholds is ", "[1, 2, 3, 4, 5, 6, 7, 8, 9]", "up to 8", "1 to 100")]
    [InlineData("threshold 0", "HivemindTenancyOptions.QuotaThresholds is ", "[0, 80]", "1 to 100")]
    [InlineData("threshold 101", "HivemindTenancyOptions.QuotaThresholds is ", "[80, 101]", "1 to 100")]
    [InlineData("falling thresholds", "HivemindTenancyOptions.QuotaThresholds is ", "[95, 80]", "growing order")]
    [InlineData("equal thresholds", "HivemindTenancyOptions.QuotaThresholds is ", "[80, 80]", "growing order")]
    [InlineData("no events", "HivemindTenancyOptions.RetainEventsCount is ", "0", "1 to 10000000")]
    [InlineData("ten million and one events", "HivemindTenancyOptions.RetainEventsCount is ", "10000001", "1 to 10000000")]
    [InlineData("events for just under 1 min", "HivemindTenancyOptions.RetainEventsFor is ", "00:00:59.9999999", "00:01:00")]
    [InlineData("no lag", "HivemindTenancyOptions.MaxEventReaderLag is ", "0", "1 to 10000000")]
    [InlineData("reader without a name", "HivemindTenancyOptions.RetainEventsUntilReadBy", "up to 64 names")]
    [InlineData("lease and events", "HivemindTenancyOptions.DefaultLease is ", "00:00:00", "HivemindTenancyOptions.RetainEventsCount is ", "-7")]
    public async Task Host_does_not_start_and_says_which_option_has_which_value_and_what_is_allowed(string setting, params string[] said)
    {
        using IHost host = Build(setting);

        Func<Task> start = () => host.StartAsync(Cancellation);

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message.Should().ContainAll(said);
    }

    [Fact]
    public async Task Options_are_validated_without_a_host_when_a_manager_is_first_asked_for()
    {
        ServiceCollection services = new();
        services.AddHivemindTenancy(Settings["lease 0"]);
        await using ServiceProvider provider = services.BuildServiceProvider();

        ((Action)(() => provider.GetRequiredService<ITenantManager>())).Should().Throw<OptionsValidationException>();
    }

    [Fact]
    public void Every_setting_is_tried() =>
        typeof(OptionsTests).GetMethods().SelectMany(m => m.GetCustomAttributes(typeof(InlineDataAttribute), false))
            .Select(row => ((InlineDataAttribute)row).Data[0]).Should().BeEquivalentTo(Settings.Keys);

    [Fact]
    public void Defaults_are_as_documented()
    {
        HivemindTenancyOptions options = new();

        options.Should().BeEquivalentTo(new
        {
            AllowNoContext = false,
            DefaultTenant = (TenantSpec?)null,
            DefaultLease = TimeSpan.FromSeconds(30),
            QuotaThresholds = (IReadOnlyList<int>?)null,
            RetainEventsFor = (TimeSpan?)null,
            RetainEventsCount = (long?)null,
            RetainEventsUntilReadBy = (IReadOnlyList<string>?)null,
            MaxEventReaderLag = 1_000_000L,
            TagMetricsWithTenantId = false,
        });
        options.ResolveQuotaThresholds().Should().Equal(80, 95);
        (HivemindTenancyOptions.MinLease, HivemindTenancyOptions.MaxLease).Should().Be((TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)));
    }

    [Theory, MemberData(nameof(Configured))]
    public async Task Thresholds_are_what_configuration_says(string json, int[] thresholds)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{"Tenancy": {{json}}}""")));
        builder.Services.AddHivemindTenancy().Services.Configure<HivemindTenancyOptions>(builder.Configuration.GetSection("Tenancy"));
        using IHost host = builder.Build();

        await host.StartAsync(Cancellation);

        host.Services.GetRequiredService<IOptions<HivemindTenancyOptions>>().Value.ResolveQuotaThresholds().Should().Equal(thresholds);
        await host.StopAsync(Cancellation);
    }

    private static IHost Build(string setting)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddTrustedTenancy(Settings[setting]);
        return builder.Build();
    }
}
