using Hivemind.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using TraceReplay;

namespace Samples.Tests;

public sealed class TraceReplayerTests
{
    private static readonly TenantId Group2 = TenantId.Parse("group-2");

    [Fact]
    public async Task RunAsync_acts_in_simulated_time_and_leaves_nothing_held()
    {
        SimulatedClock clock = new();
        await using ServiceProvider provider = Library(clock);

        await RunAsync(provider, clock, Swf.Job(100, 50, 4, 2), Swf.Job(0, 10, 1, 1), Swf.Job(120, 1_000, 1, 2));

        using TenantScope scope = TenantContext.System("test", "looks").Enter();
        Tenant tenant = await provider.GetRequiredService<ITenantManager>().GetTenantAsync(Group2, TestContext.Current.CancellationToken);
        tenant.CreatedAt.Should().Be(DateTimeOffset.UnixEpoch.AddSeconds(100));
        TenantUsage usage = await provider.GetRequiredService<IQuotaManager>().GetUsageAsync(Group2, TestContext.Current.CancellationToken);
        usage.AsOf.Should().Be(DateTimeOffset.UnixEpoch.AddSeconds(1_120));
        usage.Should().BeEquivalentTo(new { Held = 0, Committed = 0 });
        usage.Resources.Should().OnlyContain(r => r.Total == 0);
    }

    [Fact]
    public async Task RunAsync_lets_the_users_of_a_group_into_its_tenant_only()
    {
        SimulatedClock clock = new();
        await using ServiceProvider provider = Library(clock);

        await RunAsync(provider, clock, Swf.Job(0, 10, 1, 1, 5), Swf.Job(0, 10, 1, 2, 5), Swf.Job(0, 10, 1, 2, -1), Swf.Job(0, 10, 1, 1, 6));

        IAccessManager access = provider.GetRequiredService<IAccessManager>();
        (await AccessibleAsync("user-5")).Should().Equal("group-1", "group-2");
        (await AccessibleAsync("user-6")).Should().Equal("group-1");
        (await AccessibleAsync("user-unknown")).Should().Equal("group-2");
        TenantContext.Current.Should().BeNull();

        async Task<IEnumerable<string>> AccessibleAsync(string userId)
        {
            using TenantScope scope = TenantContext.User(userId).Enter();
            return (await access.GetAccessibleTenantsAsync(userId, TestContext.Current.CancellationToken)).Select(t => t.Id.Value);
        }
    }

    [Fact]
    public async Task RunAsync_reports_progress_up_to_the_number_of_jobs()
    {
        SimulatedClock clock = new();
        await using ServiceProvider provider = Library(clock);
        List<int> progress = [];

        await RunAsync(provider, clock, progress.Add, Enumerable.Range(0, 2_500).Select(i => Swf.Job(i, 1, 1)));

        progress.Should().Equal(1_000, 2_000);
    }

    [Fact]
    public void SimulatedClock_never_goes_back()
    {
        SimulatedClock clock = new();
        clock.MoveTo(TimeSpan.FromSeconds(2));

        clock.Invoking(c => c.MoveTo(TimeSpan.FromSeconds(1))).Should().Throw<ArgumentOutOfRangeException>();

        clock.GetUtcNow().Should().Be(DateTimeOffset.UnixEpoch.AddSeconds(2));
        clock.GetElapsedTime(DateTimeOffset.UnixEpoch.UtcTicks).Should().Be(TimeSpan.FromSeconds(2));
    }

    private static ServiceProvider Library(SimulatedClock clock)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(clock);
        services.AddHivemindTenancy();
        return services.BuildServiceProvider();
    }

    private static Task RunAsync(IServiceProvider provider, SimulatedClock clock, params string[] lines) =>
        RunAsync(provider, clock, null, lines);

    private static async Task RunAsync(IServiceProvider provider, SimulatedClock clock, Action<int>? onProgress, IEnumerable<string> lines)
    {
        using TempFile file = new(Swf.Log(lines));
        SwfLog log = await SwfReader.ReadAsync(file.Path, TestContext.Current.CancellationToken);
        TraceReplayer replayer = new(
            provider.GetRequiredService<ITenantManager>(),
            provider.GetRequiredService<IAccessManager>(),
            provider.GetRequiredService<IQuotaManager>(),
            meter: null,
            clock,
            _ => ResourceQuotas.Unlimited);
        await replayer.RunAsync(log, onProgress, TestContext.Current.CancellationToken);
    }
}
