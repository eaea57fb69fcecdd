using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What a reader of events gets: all, once, in order, of the tenant that was asked for, and told when some were missed.</summary>
public sealed class TenantEventStreamTests
{
    private const string Admin = "root";

    private static CancellationToken Token => StreamHost.Token;

    [Fact]
    public async Task Events_of_the_tenant_come_and_of_no_other()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        Tenant globex = await host.CreateAsync("globex", "gina");
        EventFollower alice = await host.FollowFromNowAsync("alice", acme);
        EventFollower byId = await host.FollowFromNowAsync("alice", acme.Id);

        await host.DescribeAsync(acme, "one");
        await host.DescribeAsync(globex, "theirs");
        await host.DescribeAsync(acme, "two");

        (await alice.TakeTextAsync()).Should().Be("one");
        (await alice.TakeTextAsync()).Should().Be("two");
        (await byId.TakeTextAsync()).Should().Be("one");
    }

    [Fact]
    public async Task Administrator_gets_the_events_of_all()
    {
        await using StreamHost host = new();
        await host.BindAsync(Admin, BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        EventFollower root = await host.FollowFromNowAsync(Admin, null);

        Tenant acme = await host.CreateAsync("acme", "alice");
        await host.Access.AddGroupMemberAsync("devs", "bob", Token);

        List<Type> kinds = [];
        while (kinds.LastOrDefault() != typeof(GroupMemberAdded))
        {
            kinds.Add((await root.TakeAsync()).Event!.GetType());
        }

        kinds.Should().Contain([typeof(TenantCreated), typeof(TenantStatusChanged)]);
        acme.Should().NotBeNull();
    }

    /// <summary>As the managers say it, before anything comes.</summary>
    [Fact]
    public async Task Who_may_not_is_refused_before_the_first_entry()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        await host.BindAsync("nora", BuiltInRoles.TenantOperator, PermissionScope.Namespace(acme, "acme-web"));

        await host.Follow("stranger", acme).ShouldThrowAsync<TenantNotFoundException>();
        await host.Follow("stranger", TenantId.Parse("no-such")).ShouldThrowAsync<TenantNotFoundException>();
        await host.Follow("alice", new TenantReference(acme.Id, TenantUid.Parse("0123456789abcdef0123456789abcdef", null))).ShouldThrowAsync<TenantNotFoundException>();
        (await host.Follow("nora", acme).ShouldThrowAsync<TenantAccessDeniedException>()).Permission.Should().Be(TenancyPermissions.ReadEvents);
        (await host.Follow("alice", null).ShouldThrowAsync<TenantAccessDeniedException>()).Scope.Should().Be(PermissionScope.Global);
        (await host.Follow("alice", null, after: 0).ShouldThrowAsync<TenantAccessDeniedException>()).UserId.Should().Be("alice");
        host.Live.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Arguments_that_name_nothing_are_refused_at_once()
    {
        await using StreamHost host = new();

        host.Invoking(h => h.Events.FollowAsync("", null)).Should().Throw<ArgumentException>();
        host.Invoking(h => h.Events.FollowAsync("alice", default(TenantReference))).Should().Throw<ArgumentException>();
        host.Invoking(h => h.Events.FollowAsync("alice", null, after: -1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(2500)]
    public async Task What_was_missed_comes_first_and_joins_what_comes_then(int missed)
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        Tenant globex = await host.CreateAsync("globex", "gina");
        EventFollower first = await host.FollowFromNowAsync("alice", acme);
        await host.DescribeAsync(acme, "seen");
        long after = (await first.TakeAsync()).Sequence;
        await first.DisposeAsync();
        for (int i = 0; i < missed; i++)
        {
            await host.DescribeAsync(acme, $"missed {i}");
            if (i % 100 == 0)
            {
                await host.DescribeAsync(globex, $"theirs {i}");
            }
        }

        EventFollower again = host.Follow("alice", acme, after);
        List<string?> texts = [];
        for (int i = 0; i < missed; i++)
        {
            texts.Add(await again.TakeTextAsync());
        }

        await host.DescribeAsync(acme, "live");

        texts.Should().Equal(Enumerable.Range(0, missed).Select(i => $"missed {i}"));
        (await again.TakeTextAsync()).Should().Be("live");
    }

    /// <summary>
    /// Who writes at the same time cannot make a gap, nor something come twice. The writer is never so far ahead that a reader who gets no
    /// processor for a while is told to begin anew.
    /// </summary>
    [Fact]
    public async Task Readers_that_come_back_again_and_again_get_every_event_once()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        long after = (await host.Tenants.ReadEventsAsync(new EventQuery { NewestFirst = true, Limit = 1 }, Token)).NewestSequence;
        const int count = 600;
        using SemaphoreSlim ahead = new(100);
        Task writing = Task.Run(
            async () =>
            {
                for (int i = 0; i < count; i++)
                {
                    await ahead.WaitAsync(Token);
                    await host.DescribeAsync(acme, $"{i}");
                    await Task.Yield();
                }
            },
            Token);

        List<string?> texts = [];
        while (texts.Count < count)
        {
            await using EventFollower follower = host.Follow("alice", acme, after);
            for (int i = 0; i < 7 && texts.Count < count; i++)
            {
                EventFeedEntry entry = await follower.TakeAsync();
                entry.IsLostTrack.Should().BeFalse();
                texts.Add(((TenantUpdated)entry.Event!).After.Description);
                after = entry.Sequence;
                ahead.Release();
            }
        }

        await writing;
        texts.Should().Equal(Enumerable.Range(0, count).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Reader_of_what_is_trimmed_or_of_another_log_is_told()
    {
        await using StreamHost host = new(tenancy: t => t.Services.Configure<HivemindTenancyOptions>(o => o.RetainEventsCount = 5));
        Tenant acme = await host.CreateAsync("acme", "alice");
        for (int i = 0; i < 20; i++)
        {
            await host.DescribeAsync(acme, $"{i}");
        }

        EventFollower trimmed = host.Follow("alice", acme, after: 1);
        EventFollower foreign = host.Follow("alice", acme, after: 1_000_000);

        EventFeedEntry first = await trimmed.TakeAsync();
        first.IsLostTrack.Should().BeTrue();
        (await foreign.TakeAsync()).Should().Be(first);
        await host.DescribeAsync(acme, "live");
        (await trimmed.TakeTextAsync()).Should().Be("live");
        (await foreign.TakeTextAsync()).Should().Be("live");
    }

    [Fact]
    public async Task Reader_who_is_slow_loses_track_and_keeps_a_bounded_number()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        EventFollower slow = await host.FollowFromNowAsync("alice", acme);
        EventFollower quick = await host.FollowFromNowAsync("alice", acme);
        const int count = 1000;
        for (int i = 0; i < count; i++)
        {
            await host.DescribeAsync(acme, $"{i}");
            (await quick.TakeTextAsync()).Should().Be($"{i}");
        }

        EventFeedEntry lost = await slow.TakeAsync();
        List<string?> rest = [];
        while (rest.LastOrDefault() != $"{count - 1}")
        {
            rest.Add(await slow.TakeTextAsync());
        }

        lost.IsLostTrack.Should().BeTrue();
        rest.Should().HaveCountLessThanOrEqualTo(256);
        rest.Should().Equal(Enumerable.Range(count - rest.Count, rest.Count).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Suspended_tenant_is_followed_and_a_deleted_one_to_its_end()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        EventFollower alice = await host.FollowFromNowAsync("alice", acme);
        await host.Tenants.SuspendTenantAsync(acme, "unpaid", Token);
        (await alice.TakeAsync()).Event.Should().BeOfType<TenantStatusChanged>();
        EventFollower late = await host.FollowFromNowAsync("alice", acme);

        await host.Tenants.DeleteTenantAsync(acme, cancellationToken: Token);
        await host.CreateAsync("acme", "alice");

        foreach (EventFollower follower in new[] { alice, late })
        {
            (await follower.TakeAsync()).Event.Should().BeOfType<TenantStatusChanged>().Which.To.Should().Be(TenantStatus.Terminating);
            (await follower.TakeAsync()).Event.Should().BeOfType<TenantDeleted>();
            await follower.ShouldEndAsync();
        }

        await Assert.ThrowsAsync<TenantNotFoundException>(() => host.Follow("alice", acme).EndsOrStepsAsync());
    }

    [Fact]
    public async Task Readers_who_leave_leave_nothing_behind()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        for (int i = 0; i < 500; i++)
        {
            await using EventFollower follower = host.Follow("alice", acme);
            (await follower.TakeAsync()).IsLostTrack.Should().BeTrue();
            if (i % 2 == 0)
            {
                _ = follower.StepAsync();
            }
        }

        host.Live.IsEmpty.Should().BeTrue();
        await host.AdvanceUntilAsync("nothing runs", () => !host.Watch.IsRunning);
    }

    [Fact]
    public async Task Host_that_stops_ends_streams()
    {
        StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        EventFollower alice = await host.FollowFromNowAsync("alice", acme);
        Task<bool> next = alice.StepAsync();

        host.Watch.Dispose();

        (await next.WaitAsync(HangLimit.Duration, Token)).Should().BeFalse();
        await host.DisposeAsync();
    }
}
