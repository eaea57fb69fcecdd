namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What tenants hold, as it changes, to who may see it.</summary>
public sealed class TenantUsageFeedTests
{
    private static CancellationToken Token => StreamHost.Token;

    [Fact]
    public async Task Usage_comes_once_and_then_when_it_has_changed()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        await using UsageFollower alice = new(host.Get<ITenantUsageFeed>(), "alice", acme);

        (await alice.TakeAsync(host)).Held.Should().Be(0);
        Task<bool> next = alice.StepAsync();
        for (int i = 0; i < 20; i++)
        {
            host.Time.Advance(UsageSampler.Interval);
            await Task.Delay(2, Token);
        }

        next.IsCompleted.Should().BeFalse("nothing has changed");
        await ReserveAsync(host, acme, "a");
        (await alice.TakeAsync(host)).Held.Should().Be(1);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("alice")]
    public async Task Several_tenants_are_followed_together(string user)
    {
        await using StreamHost host = new();
        await host.BindAsync("root", BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        List<Tenant> tenants = [];
        for (int i = 0; i < 50; i++)
        {
            tenants.Add(await host.CreateAsync($"tenant-{i}", "alice"));
        }

        await using UsageFollower all = new(host.Get<ITenantUsageFeed>(), user, [.. tenants.Select(t => (TenantReference)t)]);
        HashSet<TenantId> seen = [];
        while (seen.Count < tenants.Count)
        {
            seen.Add((await all.TakeAsync(host)).TenantId).Should().BeTrue();
        }

        await ReserveAsync(host, tenants[7], "a");

        TenantUsage changed = await all.TakeAsync(host);
        changed.TenantUid.Should().Be(tenants[7].Uid);
        changed.Held.Should().Be(1);
        host.Live.Count.Should().Be(user == "root" ? 1 : 50, "who sees all is asked about once");
    }

    [Fact]
    public async Task Who_has_no_access_is_refused_at_once_and_who_loses_it_later()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        await host.BindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Tenant(acme));
        await using UsageFollower stranger = new(host.Get<ITenantUsageFeed>(), "stranger", acme);
        await using UsageFollower bob = new(host.Get<ITenantUsageFeed>(), "bob", acme);
        await Assert.ThrowsAsync<TenantNotFoundException>(stranger.StepAsync);
        await bob.TakeAsync(host);
        Task<bool> next = bob.StepAsync();

        await host.UnbindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Tenant(acme));

        await Assert.ThrowsAsync<TenantAccessDeniedException>(() => next.WaitAsync(HangLimit.Duration, Token));
    }

    [Fact]
    public async Task Nobody_looks_while_nobody_follows()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        await using (UsageFollower alice = new(host.Get<ITenantUsageFeed>(), "alice", acme))
        {
            await alice.TakeAsync(host);
        }

        await host.AdvanceUntilAsync("it has stopped", () => !host.Sampler.IsRunning && !host.Watch.IsRunning);
        int before = host.Calls;
        host.Time.Advance(TimeSpan.FromHours(1));
        host.Calls.Should().Be(before);

        await using UsageFollower again = new(host.Get<ITenantUsageFeed>(), "alice", acme);
        (await again.TakeAsync(host)).TenantId.Should().Be(acme.Id);
    }

    [Fact]
    public async Task Store_that_fails_is_asked_again()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        await using UsageFollower alice = new(host.Get<ITenantUsageFeed>(), "alice", acme);
        await alice.TakeAsync(host);
        await ReserveAsync(host, acme, "a");
        int failures = 0;
        host.Around = (method, call) => method == nameof(ITenantStore.ListUsageAsync) && failures++ < 3 ? throw new TenancyStoreException("down", isTransient: true) : call();

        (await alice.TakeAsync(host)).Held.Should().Be(1);
        failures.Should().BeGreaterThan(3);
    }

    [Fact]
    public async Task Arguments_that_name_nobody_are_refused_at_once()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");

        host.Invoking(h => h.Get<ITenantUsageFeed>().FollowAsync("", [acme])).Should().Throw<ArgumentException>();
        host.Invoking(h => h.Get<ITenantUsageFeed>().FollowAsync("alice", [])).Should().Throw<ArgumentException>();
        host.Invoking(h => h.Get<ITenantUsageFeed>().FollowAsync("alice", [default])).Should().Throw<ArgumentException>();
        host.Invoking(h => h.Get<ITenantUsageFeed>().FollowAsync("alice", [.. Enumerable.Repeat((TenantReference)acme, 101)])).Should().Throw<ArgumentException>();
    }

    private static async Task ReserveAsync(StreamHost host, Tenant tenant, string id) => await host.Quotas.ReserveAsync(
        tenant, new ResourceAmounts { CpuCores = 1 }, new ReservationOptions { AllocationId = id, Lease = TimeSpan.FromHours(20) }, Token);
}
