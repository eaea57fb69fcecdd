namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What live pages cost the store and the provider, which count every call.</summary>
public sealed class StreamCostTests
{
    private const int Pages = 1000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Audiences => ["one user of one tenant", "users of one tenant", "users of tenants of their own", "an administrator over all"];

    [Theory]
    [MemberData(nameof(Audiences))]
    public async Task Thousand_pages_that_wait_cost_two_calls_a_second_at_most(string audience)
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        await host.BindAsync("root", BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        List<UsageFollower> usages = [];
        Tenant last = acme;
        for (int i = 0; i < Pages; i++)
        {
            string user = $"user-{i}";
            switch (audience)
            {
                case "one user of one tenant":
                    user = "alice";
                    break;
                case "users of one tenant":
                    await host.BindAsync(user, BuiltInRoles.TenantViewer, PermissionScope.Tenant(acme), host.Time.GetUtcNow().AddDays(300));
                    break;
                case "users of tenants of their own":
                    last = await host.CreateAsync($"tenant-{i}", user);
                    break;
                default:
                    user = "root";
                    break;
            }

            await host.FollowFromNowAsync(user, audience == "an administrator over all" ? default(TenantReference?) : new TenantReference(last.Id, last.Uid));
            usages.Add(new UsageFollower(host.Get<ITenantUsageFeed>(), user, last));
            _ = usages[^1].StepAsync();
        }

        await host.SettledAsync();
        await QuietAsync(host);
        int before = host.Calls;
        const int seconds = 120;
        for (int i = 0; i < seconds; i++)
        {
            await SecondAsync(host);
        }

        (host.Calls - before).Should().BeLessThanOrEqualTo(2 * seconds).And.BeGreaterThan(seconds / 2, "it does look");
        host.Live.Due.Should().BeLessThanOrEqualTo(1);
        foreach (UsageFollower usage in usages)
        {
            await usage.DisposeAsync();
        }
    }

    [Fact]
    public async Task Thousand_pages_get_an_event_for_no_further_read()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        List<EventFollower> pages = [];
        for (int i = 0; i < Pages; i++)
        {
            await host.BindAsync($"user-{i}", BuiltInRoles.TenantViewer, PermissionScope.Tenant(acme));
        }

        for (int i = 0; i < Pages; i++)
        {
            pages.Add(await host.FollowFromNowAsync($"user-{i}", acme));
        }

        await host.SettledAsync();
        int before = host.Calls;
        await host.DescribeAsync(acme, "news");
        foreach (EventFollower page in pages)
        {
            (await page.TakeTextAsync()).Should().Be("news");
        }

        (host.Calls - before).Should().BeLessThan(20);
    }

    /// <summary>A second, and what it leads to.</summary>
    private static async Task SecondAsync(StreamHost host)
    {
        host.Time.Advance(Second);
        await QuietAsync(host);
    }

    /// <summary>Until nobody has called for a while of real time.</summary>
    private static async Task QuietAsync(StreamHost host)
    {
        int seen;
        do
        {
            seen = host.Calls;
            await Task.Delay(5, StreamHost.Token);
        }
        while (host.Calls != seen || host.Live.Due > 0);
    }
}
