using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>When connections are judged, how often, and what happens while nobody can say: with connections that have no network, by the host's clock.</summary>
public sealed class LiveWatchTests : IAsyncDisposable
{
    private static readonly AsyncLocal<string?> Ambience = new();

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly SilentRbac _rbac = new();
    private readonly List<StubCaller> _callers = [];
    private readonly ServiceProvider _services;
    private Tenant? _tenant;
    private int _waits;

    public LiveWatchTests()
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<IRbacProvider>(_rbac);
        services.AddTrustedTenancy().AddAspNetCore();
        ServiceDescriptor store = services.Last(s => s.ServiceType == typeof(ITenantStore));
        services.AddSingleton(provider => Interceptor.Before(
            (ITenantStore)ActivatorUtilities.CreateInstance(provider, store.ImplementationType!),
            (method, _, call) =>
            {
                if (method.Name == nameof(ITenantStore.WaitForEventsAsync))
                {
                    Interlocked.Increment(ref _waits);
                }

                return call();
            }));
        _services = services.BuildServiceProvider();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LiveRegistry Live => _services.GetRequiredService<LiveRegistry>();

    private LiveWatch Watch => _services.GetRequiredService<LiveWatch>();

    [Fact]
    public async Task Without_an_event_everybody_is_judged_every_minute()
    {
        StubCaller bob = await ConnectAsync("bob");
        await AskedAsync(1);
        await SettledAsync();
        _rbac.Answer = (_, _) => Task.FromResult(false);

        await AdvanceUntilAsync("he is gone", () => bob.IsAborted);

        Live.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Everybody_who_may_goes_on_for_ever()
    {
        StubCaller bob = await ConnectAsync("bob");
        await AskedAsync(1);
        DateTimeOffset begin = _time.GetUtcNow();

        await AdvanceUntilAsync("an hour has passed", () => _time.GetUtcNow() - begin > TimeSpan.FromHours(1));
        int asked = _rbac.Asked;
        await AdvanceUntilAsync("he is judged again", () => _rbac.Asked > asked);

        bob.IsAborted.Should().BeFalse();
        Live.Count.Should().Be(1);
    }

    /// <summary>Nobody says so: neither yes nor no.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_nobody_can_say_connections_go_on_for_two_minutes_and_no_longer(bool hangs)
    {
        StubCaller bob = await ConnectAsync("bob");
        await AskedAsync(1);
        await AdvanceUntilAsync("he is judged", () => _rbac.Asked > 1);
        DateTimeOffset begin = _time.GetUtcNow();
        int asked = _rbac.Asked;
        _rbac.Answer = (_, _) => hangs ? new TaskCompletionSource<bool>().Task : throw new TenancyStoreException("down", isTransient: true);

        await AdvanceUntilAsync("it was tried in vain", () => _rbac.Asked > asked);
        bob.IsAborted.Should().BeFalse();
        await AdvanceUntilAsync("he is gone", () => bob.IsAborted);

        (_time.GetUtcNow() - begin).Should().BeGreaterThanOrEqualTo(LiveWatch.LongestUnjudged);
        Live.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task What_fails_for_less_than_two_minutes_ends_nothing()
    {
        StubCaller bob = await ConnectAsync("bob");
        await AskedAsync(1);
        _rbac.Answer = (_, _) => throw new TenancyStoreException("down", isTransient: true);
        int asked = _rbac.Asked;
        await AdvanceUntilAsync("it was tried in vain", () => _rbac.Asked > asked + 2);

        _rbac.Answer = (_, _) => Task.FromResult(true);
        asked = _rbac.Asked;
        await AdvanceUntilAsync("it is tried again", () => _rbac.Asked > asked);
        DateTimeOffset begin = _time.GetUtcNow();
        await AdvanceUntilAsync("ten minutes have passed", () => _time.GetUtcNow() - begin > TimeSpan.FromMinutes(10));

        bob.IsAborted.Should().BeFalse();
    }

    /// <summary>One whom nobody can judge holds up nobody else.</summary>
    [Fact]
    public async Task Others_are_judged_while_it_hangs_for_one()
    {
        await ConnectAsync("bob");
        StubCaller carol = await ConnectAsync("carol");
        await AskedAsync(2);
        _rbac.Answer = (user, _) => user == "bob" ? new TaskCompletionSource<bool>().Task : Task.FromResult(false);

        await ChangeAsync();

        await UntilAsync("she is gone", () => carol.IsAborted);
    }

    [Fact]
    public async Task Thousand_connections_of_one_user_cost_one_question()
    {
        for (int i = 0; i < 1000; i++)
        {
            await ConnectAsync("bob");
        }

        await AskedAsync(1);
        await SettledAsync();
        int asked = _rbac.Asked;

        await ChangeAsync();

        await AskedAsync(asked + 1);
        await SettledAsync();
        (_rbac.Asked - asked).Should().BeInRange(1, 3, "it is one question for all of them, asked again if they fall due while it is being answered");
        _rbac.Answer = (_, _) => Task.FromResult(false);
        await ChangeAsync();
        await UntilAsync("all are gone", () => _callers.TrueForAll(c => c.IsAborted));
    }

    [Fact]
    public async Task Thousand_users_are_asked_a_few_at_a_time()
    {
        for (int i = 0; i < 1000; i++)
        {
            await ConnectAsync($"user-{i}");
        }

        await SettledAsync();
        TaskCompletionSource<bool> gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int asked = _rbac.Asked;
        _rbac.Answer = (_, _) => gate.Task;

        await ChangeAsync();
        await AskedAsync(asked + 8);
        gate.SetResult(true);
        await AskedAsync(asked + 1000);
        await SettledAsync();

        _rbac.Most.Should().Be(8);
        (_rbac.Asked - asked).Should().Be(1000);
    }

    /// <summary>An event that comes while a question is under way is asked about again: the answer may be from before it.</summary>
    [Fact]
    public async Task Answer_from_before_the_event_does_not_count()
    {
        StubCaller bob = await ConnectAsync("bob");
        await SettledAsync();
        TaskCompletionSource<bool> before = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int asked = _rbac.Asked;
        _rbac.Answer = (_, _) => before.Task;
        await ChangeAsync();
        await AskedAsync(asked + 1);

        _rbac.Answer = (_, _) => Task.FromResult(false);
        await ChangeAsync();
        before.SetResult(true);

        await UntilAsync("he is gone", () => bob.IsAborted);
    }

    [Fact]
    public async Task It_begins_with_the_first_connection_and_ends_after_the_last()
    {
        await _services.GetRequiredService<ITenantManager>().ListTenantsAsync(cancellationToken: Token);
        _ = Watch;
        _time.Advance(TimeSpan.FromHours(1));
        Volatile.Read(ref _waits).Should().Be(0);

        StubCaller bob = await ConnectAsync("bob");
        await UntilAsync("the feed is followed", () => Volatile.Read(ref _waits) > 0);
        bob.Abort();
        Live.IsEmpty.Should().BeTrue();
        await AdvanceUntilAsync("it has ended", () => !Watch.IsRunning);
        int asked = _rbac.Asked;
        await ChangeAsync();

        StubCaller carol = await ConnectAsync("carol");
        await AskedAsync(asked + 1);
        _rbac.Answer = (_, _) => Task.FromResult(false);
        await ChangeAsync();
        await UntilAsync("she is gone", () => carol.IsAborted);
    }

    [Fact]
    public async Task Many_that_come_and_go_leave_nothing()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), Token, async (i, _) =>
        {
            StubCaller caller = await ConnectAsync($"user-{i % 50}", isKept: false);
            caller.Abort();
            caller.Dispose();
        });

        Live.Count.Should().Be(0);
        Live.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task It_runs_in_the_execution_context_of_no_caller()
    {
        List<string?> seen = [];
        _rbac.Answer = (_, _) =>
        {
            lock (seen)
            {
                seen.Add(Ambience.Value ?? TenantContext.Current?.ToString());
            }

            return Task.FromResult(true);
        };
        Ambience.Value = "of the caller";
        using (Ambient.Decoy.Enter())
        {
            await ConnectAsync("bob");
        }

        await AskedAsync(1);
        await SettledAsync();

        lock (seen)
        {
            seen.Should().NotBeEmpty().And.AllSatisfy(s => s.Should().BeNull());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _callers.ForEach(c => c.Dispose());
    }

    private async Task<StubCaller> ConnectAsync(string user, bool isKept = true)
    {
        _tenant ??= await _services.GetRequiredService<ITenantManager>().EnsureTenantAsync(
            new TenantSpec { Id = WebTestHost.Acme, Name = "acme", OwnerId = "alice" }, Token);
        StubCaller caller = new();
        if (isKept)
        {
            _callers.Add(caller);
        }

        Watch.Begin(HubPass.Of(new TenantContext(_tenant, user), new DefaultHttpContext(), policy: null), new HubCaller(caller));
        return caller;
    }

    /// <summary>An event that is about everybody in the tenant, and takes nothing away.</summary>
    private async Task ChangeAsync()
    {
        ITenantManager tenants = _services.GetRequiredService<ITenantManager>();
        await tenants.UpdateTenantAsync(WebTestHost.Acme, t => t with { OwnerId = t.OwnerId + "x" }, cancellationToken: Token);
    }

    private Task AskedAsync(int count) => UntilAsync($"the provider was asked {count} times", () => _rbac.Asked >= count);

    /// <summary>Nobody is due: every question is answered.</summary>
    private Task SettledAsync() => UntilAsync("nobody is due", () => Live.Due == 0 && Volatile.Read(ref _waits) > 0);

    private Task AdvanceUntilAsync(string condition, Func<bool> holds) => UntilAsync(condition, () =>
    {
        bool isThere = holds();
        if (!isThere)
        {
            _time.Advance(LiveWatch.Tick);
        }

        return isThere;
    });

    private static Task UntilAsync(string condition, Func<bool> holds) => HangLimit.UntilAsync(condition, () => Task.FromResult(holds()), Token);
}
