using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What is kept of a tenant's answers ends with events about its access, its status and itself.</summary>
public sealed class CacheEvictionTests
{
    private static readonly TenantUid Uid = TenantUid.NewUid();

    public static TheoryData<string, Func<ITenantManager, IAccessManager, ValueTask>> Changes => new()
    {
        { "updated", async (tenants, _) => await tenants.UpdateTenantAsync(WebTestHost.Acme, t => t with { Description = "New." }) },
        { "quotas", async (tenants, _) => await tenants.UpdateResourceQuotasAsync(WebTestHost.Acme, new ResourceQuotas { Containers = 7 }) },
        { "suspended and resumed", async (tenants, _) => await SuspendAndResumeAsync(tenants) },
        { "made again", async (tenants, _) => await MakeAgainAsync(tenants) },
        { "bound", async (_, access) => await access.BindRoleAsync(Binding("carol", PermissionScope.Tenant(WebTestHost.Acme))) },
        { "unbound", async (_, access) => await access.UnbindRoleAsync(Binding("bob", PermissionScope.Tenant(WebTestHost.Acme))) },
        { "bound to the platform", async (_, access) => await access.BindRoleAsync(Binding("carol", PermissionScope.Global)) },
        { "member of a group", async (_, access) => await access.AddGroupMemberAsync("developers", "carol") },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task Kept_answer_ends_with_the_event(string name, Func<ITenantManager, IAccessManager, ValueTask> change)
    {
        await using WebTestHost host = await OutputCachingTests.StartAsync();
        string own = await host.AskAsync("/own", "alice", "acme");
        string shared = await host.AskAsync("/shared", "alice", "acme");
        (await host.AskAsync("/own", "alice", "acme")).Should().Be(own, "it is cached");

        await change(host.Tenants, host.Access);
        await host.FollowsAsync();

        (await host.AskAsync("/own", "alice", "acme")).Should().NotBe(own, name);
        (await host.AskAsync("/shared", "alice", "acme")).Should().NotBe(shared, name);
    }

    [Fact]
    public async Task Events_about_another_tenant_and_about_what_it_holds_end_nothing()
    {
        await using WebTestHost host = await OutputCachingTests.StartAsync();
        string own = await host.AskAsync("/own", "alice", "acme");

        await host.Tenants.UpdateTenantAsync(WebTestHost.Globex, t => t with { Description = "New." }, cancellationToken: TestContext.Current.CancellationToken);
        await host.Quotas.GrantGraceAsync(
            WebTestHost.Acme, new ResourceAmounts { Containers = 9 }, DateTimeOffset.UtcNow.AddDays(1), cancellationToken: TestContext.Current.CancellationToken);
        await host.FollowsAsync();

        (await host.AskAsync("/own", "alice", "acme")).Should().Be(own);
    }

    /// <summary>The answer was made of what was true before the event, and is stored when the old ones have gone.</summary>
    [Fact]
    public async Task Answer_that_was_made_before_the_event_and_stored_after_it_is_never_found()
    {
        TaskCompletionSource made = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using WebTestHost host = await OutputCachingTests.StartAsync(map: app => app.MapGet("/slow", async () =>
        {
            string said = CacheTestHost.Say();
            made.TrySetResult();
            await stored.Task;
            return said;
        }).CacheOutput(policy => policy.VaryByTenant()));
        Task<string> old = host.AskAsync("/slow", "alice", "acme");
        await made.Task.WaitAsync(HangLimit.Duration, TestContext.Current.CancellationToken);

        await host.Tenants.UpdateTenantAsync(WebTestHost.Acme, t => t with { Description = "New." }, cancellationToken: TestContext.Current.CancellationToken);
        await host.FollowsAsync();
        stored.SetResult();

        string first = await old;
        (await host.AskAsync("/slow", "alice", "acme")).Should().NotBe(first);
    }

    /// <summary>An answer under a tag of ours, too, when the host's own data have changed.</summary>
    [Fact]
    public async Task Host_evicts_a_tenants_answers_by_its_tag()
    {
        await using WebTestHost host = await OutputCachingTests.StartAsync();
        IOutputCacheStore store = host.Services.GetRequiredService<IOutputCacheStore>();
        Tenant acme = await host.Tenants.GetTenantAsync(WebTestHost.Acme, TestContext.Current.CancellationToken);
        string here = await host.AskAsync("/shared", "alice", "acme");
        string there = await host.AskAsync("/shared", "gina", "globex");

        await store.EvictByTagAsync(TenantCacheTags.Of(acme.Uid), TestContext.Current.CancellationToken);

        string again = await host.AskAsync("/shared", "alice", "acme");
        again.Should().NotBe(here);
        (await host.AskAsync("/shared", "gina", "globex")).Should().Be(there);
        await store.EvictByTagAsync(TenantCacheTags.All, TestContext.Current.CancellationToken);
        (await host.AskAsync("/shared", "alice", "acme")).Should().NotBe(again);
        (await host.AskAsync("/shared", "gina", "globex")).Should().NotBe(there);
    }

    /// <summary>Nobody would say when they end.</summary>
    [Theory]
    [InlineData("/own")]
    [InlineData("/shared")]
    [InlineData("/host-policy")]
    public async Task Nothing_is_kept_while_nobody_follows_the_events(string path)
    {
        await using WebTestHost host = await OutputCachingTests.StartAsync();
        host.Services.GetRequiredService<TenantCacheGenerations>().Stop();

        string first = await host.AskAsync(path, "alice", "acme");

        (await host.AskAsync(path, "alice", "acme")).Should().NotBe(first);
    }

    [Fact]
    public async Task Lost_track_of_the_events_ends_everything_and_a_store_that_fails_is_logged_and_gone_past()
    {
        IOutputCacheStore store = Substitute.For<IOutputCacheStore>();
        store.EvictByTagAsync(TenantCacheTags.All, Arg.Any<CancellationToken>()).ThrowsAsync(new InvalidOperationException("Gone."));
        RecordingLogger logger = new();
        TenantCacheGenerations generations = new();
        ITenancyEventFeed feed = Substitute.For<ITenancyEventFeed>();
        List<long?> seen = [];
        feed.SubscribeAsync(Arg.Any<int>(), Arg.Any<CancellationToken>()).Returns(Entries());

        using TenantCacheEviction eviction = Eviction(feed, store, generations, logger);
        await eviction.StartAsync(TestContext.Current.CancellationToken);
        await eviction.ExecuteTask!.WaitAsync(HangLimit.Duration, TestContext.Current.CancellationToken);

        seen.Should().Equal(null, 5, 6, 4);
        generations.Find(Uid).Should().BeNull("nobody follows any more");
        await store.Received(1).EvictByTagAsync(TenantCacheTags.Of(Uid), Arg.Any<CancellationToken>());
        logger.Warnings.Should().HaveCount(2).And.AllBeOfType<InvalidOperationException>();

        async IAsyncEnumerable<EventFeedEntry> Entries()
        {
            seen.Add(generations.Find(Uid));
            yield return EventFeedEntry.LostTrack(5);
            seen.Add(generations.Find(Uid));
            yield return new EventFeedEntry(new TenantStatusChanged
            {
                Sequence = 6,
                OccurredAt = default,
                TenantUid = Uid,
                TenantId = WebTestHost.Acme,
                From = TenantStatus.Active,
                To = TenantStatus.Suspended,
            });
            seen.Add(generations.Find(Uid));

            // A log that was restored from a backup goes back.
            yield return EventFeedEntry.LostTrack(4);
            seen.Add(generations.Find(Uid));
            await Task.Yield();
        }
    }

    /// <summary>However many tenants change, no more than so many are kept apart.</summary>
    [Fact]
    public void Generations_of_many_tenants_become_one()
    {
        TenantCacheGenerations generations = new();
        generations.Begin(Uid, 1).Should().BeFalse("nobody had begun");

        for (int i = 0; i < 10_000; i++)
        {
            generations.Begin(TenantUid.NewUid(), 2 + i).Should().BeTrue();
        }

        generations.Find(Uid).Should().Be(1);
        generations.Begin(TenantUid.NewUid(), 20_000).Should().BeFalse();
        generations.Find(Uid).Should().Be(20_000);
    }

    private static TenantCacheEviction Eviction(ITenancyEventFeed feed, IOutputCacheStore store, TenantCacheGenerations generations, RecordingLogger logger)
    {
        ServiceCollection services = new();
        services.AddSingleton(store);
        services.AddLogging(logging => logging.AddProvider(logger));
        ServiceProvider provider = services.BuildServiceProvider();
        return new TenantCacheEviction(provider, feed, generations, provider.GetRequiredService<ILogger<TenantCacheEviction>>());
    }

    private static RoleBinding Binding(string user, PermissionScope scope) => new(RoleSubject.User(user), BuiltInRoles.TenantViewer.Id, scope);

    private static async ValueTask SuspendAndResumeAsync(ITenantManager tenants)
    {
        await tenants.SuspendTenantAsync(WebTestHost.Acme, "Does not pay.");
        await tenants.ResumeTenantAsync(WebTestHost.Acme);
    }

    private static async ValueTask MakeAgainAsync(ITenantManager tenants)
    {
        await tenants.DeleteTenantAsync(WebTestHost.Acme);
        await tenants.CreateTenantAsync(new TenantSpec { Id = WebTestHost.Acme, Name = "acme", OwnerId = "alice" });
    }
}
