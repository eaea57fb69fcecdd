using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>That apps change, to who may read them.</summary>
public sealed class TenantAppFeedTests : IAsyncDisposable
{
    private readonly StreamHost _host = new(b => b.AddWorkloads());
    private int _looks;

    public TenantAppFeedTests()
    {
        Engine.IsReadyAtOnce = false;
        Engine.Faults.Before = (verb, _) =>
        {
            if (verb == nameof(IWorkloadEngine.ListAsync))
            {
                Interlocked.Increment(ref _looks);
            }

            return Task.CompletedTask;
        };
    }

    private static CancellationToken Token => StreamHost.Token;

    private InMemoryWorkloadEngine Engine => _host.Get<InMemoryWorkloadEngine>();

    private AppSampler Sampler => _host.Get<AppSampler>();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task App_that_becomes_ready_fails_or_goes_is_named_once_and_what_stays_as_it_is_never()
    {
        Tenant acme = await _host.CreateAsync("acme", "alice");
        App shop = await DeployAsync(acme, "shop");
        await DeployAsync(acme, "other");
        await using AppFollower alice = Follow("alice", acme);
        (await alice.TakeAsync(_host)).Should().BeEmpty("it begins");

        Engine.MakeReady(shop.Key);
        (await alice.TakeAsync(_host)).Should().Equal("shop");
        Engine.Exit(shop.Key, 1);
        (await alice.TakeAsync(_host)).Should().Equal("shop");
        Engine.Write(shop.Key, "a line, which says that something may have changed");
        await DeployAsync(acme, "new");
        (await alice.TakeAsync(_host)).Should().Equal(["new"], "nothing else has changed");
        await _host.Get<IAppManager>().RemoveAsync(acme, "acme-web", "shop", cancellationToken: Token);
        (await alice.TakeAsync(_host)).Should().Equal("shop");
    }

    [Fact]
    public async Task Job_that_ends_is_named()
    {
        Engine.JobsEndAtOnce = false;
        Tenant acme = await _host.CreateAsync("acme", "alice");
        App job = await DeployAsync(acme, "job", s => s with { Job = new AppJob() });
        await using AppFollower alice = Follow("alice", acme, "acme-web", "job");
        await alice.TakeAsync(_host);

        Engine.Exit(job.Key, 0);

        (await alice.TakeAsync(_host)).Should().Equal("job");
    }

    [Fact]
    public async Task Reader_of_one_app_hears_of_no_other_and_reader_of_one_tenant_of_no_other()
    {
        Tenant acme = await _host.CreateAsync("acme", "alice");
        Tenant globex = await _host.CreateAsync("globex", "gina");
        await using AppFollower alice = Follow("alice", acme, "acme-web", "shop");
        await alice.TakeAsync(_host);

        await DeployAsync(acme, "other");
        await DeployAsync(globex, "shop");
        App shop = await DeployAsync(acme, "shop");

        (await alice.TakeAsync(_host)).Should().Equal("shop");
        alice.Current.Should().Equal(shop.Key);
    }

    [Fact]
    public async Task Reader_of_one_namespace_hears_of_no_other()
    {
        Tenant acme = await _host.CreateAsync("acme", "alice");
        await _host.Tenants.UpdateTenantAsync(acme, t => t with { Namespaces = ["acme-web", "acme-batch"] }, cancellationToken: Token);
        await using AppFollower alice = Follow("alice", acme, "acme-web");
        await alice.TakeAsync(_host);

        await DeployAsync(acme, "shop", s => s with { Namespace = "acme-batch" });
        App shop = await DeployAsync(acme, "shop");

        (await alice.TakeAsync(_host)).Should().Equal("shop");
        alice.Current.Should().Equal(shop.Key);
    }

    [Fact]
    public async Task Who_may_read_in_one_namespace_hears_of_that_only()
    {
        Tenant acme = await _host.CreateAsync("acme", "alice");
        await _host.Tenants.UpdateTenantAsync(acme, t => t with { Namespaces = ["acme-web", "acme-batch"] }, cancellationToken: Token);
        await _host.BindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Namespace(acme, "acme-batch"));
        await using AppFollower bob = Follow("bob", acme);
        await using AppFollower curious = Follow("bob", acme, "acme-web", "shop");
        await Assert.ThrowsAsync<TenantAccessDeniedException>(curious.StepAsync);
        await bob.TakeAsync(_host);

        await DeployAsync(acme, "shop");
        await DeployAsync(acme, "nightly", s => s with { Namespace = "acme-batch" });
        (await bob.TakeAsync(_host)).Should().Equal("nightly");

        Task<bool> next = bob.StepAsync();
        await _host.UnbindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Namespace(acme, "acme-batch"));
        await Assert.ThrowsAsync<TenantAccessDeniedException>(() => next.WaitAsync(HangLimit.Duration, Token));
    }

    [Fact]
    public async Task Namespace_that_is_taken_from_the_tenant_ends_it_for_who_could_read_there_only()
    {
        Tenant acme = await _host.CreateAsync("acme", "alice");
        await _host.BindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Namespace(acme, "acme-web"));
        await using AppFollower bob = Follow("bob", acme);
        await using AppFollower alice = Follow("alice", acme, "acme-web", "shop");
        await bob.TakeAsync(_host);
        await alice.TakeAsync(_host);
        Task<bool> next = bob.StepAsync();

        await _host.Tenants.UpdateTenantAsync(acme, t => t with { Namespaces = [] }, cancellationToken: Token);

        await Assert.ThrowsAsync<TenantAccessDeniedException>(() => next.WaitAsync(HangLimit.Duration, Token));
        await _host.Tenants.UpdateTenantAsync(acme, t => t with { Namespaces = ["acme-web"] }, cancellationToken: Token);
        await DeployAsync(acme, "shop");
        (await alice.TakeAsync(_host)).Should().Equal(["shop"], "she has it in the whole tenant");
    }

    [Fact]
    public async Task Who_has_no_access_is_refused_at_once_and_hears_nothing_after_losing_it()
    {
        Tenant acme = await _host.CreateAsync("acme", "alice");
        await _host.BindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Tenant(acme));
        await using AppFollower stranger = Follow("stranger", acme);
        await Assert.ThrowsAsync<TenantNotFoundException>(stranger.StepAsync);
        await using AppFollower bob = Follow("bob", acme);
        await bob.TakeAsync(_host);

        // While nobody can say whether he may, nothing reaches him.
        _host.Around = (method, call) => method is nameof(IRbacProvider.IsGrantedAsync) ? throw new TenancyStoreException("down", isTransient: true) : call();
        await _host.UnbindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Tenant(acme));
        await StreamHost.UntilAsync("it is open whether he may", () => _host.Live.Due > 0);
        Task<bool> next = bob.StepAsync();
        int looks = Volatile.Read(ref _looks);
        await DeployAsync(acme, "secret");
        await StreamHost.UntilAsync("it is found", () =>
        {
            bool isFound = Volatile.Read(ref _looks) >= looks + Engine.Sources.Count;
            if (!isFound)
            {
                _host.Time.Advance(AppSampler.Interval / 20); // far from how long it may stay open whether he may
            }

            return isFound;
        });
        next.IsCompleted.Should().BeFalse("nobody knows whether he may");
        _host.Around = (_, call) => call();
        await _host.AdvanceUntilAsync("he is asked about", () => next.IsCompleted);

        await Assert.ThrowsAsync<TenantAccessDeniedException>(() => next);
    }

    [Fact]
    public async Task Thousand_readers_cost_one_look_at_a_change_and_none_while_nothing_changes()
    {
        Tenant acme = await _host.CreateAsync("acme", "alice");
        App shop = await DeployAsync(acme, "shop");
        List<AppFollower> pages = [];
        for (int i = 0; i < 1000; i++)
        {
            pages.Add(Follow("alice", acme, "acme-web", i % 2 == 0 ? "shop" : null));
            (await pages[i].TakeAsync(_host)).Should().BeEmpty();
        }

        Volatile.Read(ref _looks).Should().Be(Engine.Sources.Count, "who comes later is told what is known");
        foreach (AppFollower page in pages)
        {
            _ = page.StepAsync();
        }

        await _host.SettledAsync();
        int calls = _host.Calls;
        Engine.MakeReady(shop.Key);
        foreach (AppFollower page in pages)
        {
            (await page.TakeAsync(_host)).Should().Equal("shop");
        }

        Volatile.Read(ref _looks).Should().Be(2 * Engine.Sources.Count);
        _host.Time.Advance(TimeSpan.FromSeconds(30));
        Volatile.Read(ref _looks).Should().Be(2 * Engine.Sources.Count, "nothing has changed");
        (_host.Calls - calls).Should().BeLessThan(100, "the store is not read for it, users by turns aside");
        foreach (AppFollower page in pages)
        {
            await page.DisposeAsync();
        }
    }

    [Fact]
    public async Task Engine_is_asked_every_two_seconds_at_most()
    {
        Tenant acme = await _host.CreateAsync("acme", "alice");
        App shop = await DeployAsync(acme, "shop");
        await using AppFollower alice = Follow("alice", acme);
        await alice.TakeAsync(_host);
        int before = Volatile.Read(ref _looks);

        const int seconds = 20;
        for (int i = 0; i < 10 * seconds; i++)
        {
            Engine.Exit(shop.Key, i + 1);
            Engine.MakeReady(shop.Key);
            _host.Time.Advance(TimeSpan.FromSeconds(0.1));
            await Task.Delay(1, Token);
        }

        int looks = (Volatile.Read(ref _looks) - before) / Engine.Sources.Count;
        looks.Should().BeLessThanOrEqualTo((int)(seconds / AppSampler.Interval.TotalSeconds) + 1).And.BeGreaterThan(0);
    }

    [Fact]
    public async Task Nobody_looks_or_watches_while_nobody_follows()
    {
        Tenant acme = await _host.CreateAsync("acme", "alice");
        App shop = await DeployAsync(acme, "shop");
        await using (AppFollower alice = Follow("alice", acme))
        {
            await alice.TakeAsync(_host);
            Sampler.IsRunning.Should().BeTrue();
        }

        await _host.AdvanceUntilAsync("it has stopped", () => !Sampler.IsRunning && !_host.Watch.IsRunning);
        int looks = Volatile.Read(ref _looks);
        Engine.MakeReady(shop.Key);
        _host.Time.Advance(TimeSpan.FromHours(1));
        Volatile.Read(ref _looks).Should().Be(looks);

        await using AppFollower again = Follow("alice", acme);
        (await again.TakeAsync(_host)).Should().BeEmpty();
        Engine.Exit(shop.Key, 1);
        (await again.TakeAsync(_host)).Should().Equal("shop");
    }

    [Fact]
    public async Task Source_that_does_not_answer_holds_up_no_other_and_is_asked_again()
    {
        Engine.AddNode(new Node("second"));
        Tenant acme = await _host.CreateAsync("acme", "alice");
        App first = await DeployAsync(acme, "first");
        Engine.Faults.Silence(Engine.Sources.Single(s => s != first.Source));
        await using AppFollower alice = Follow("alice", acme);
        (await alice.TakeAsync(_host)).Should().BeEmpty();

        Engine.MakeReady(first.Key);
        (await alice.TakeAsync(_host)).Should().Equal("first");

        int looks = Volatile.Read(ref _looks);
        await _host.AdvanceUntilAsync("it is asked again", () => Volatile.Read(ref _looks) > looks + 3);
    }

    [Fact]
    public async Task Arguments_that_name_nobody_are_refused_at_once()
    {
        Tenant acme = await _host.CreateAsync("acme", "alice");

        Invoking(f => f.FollowAsync("", acme)).Should().Throw<ArgumentException>();
        Invoking(f => f.FollowAsync("alice", default)).Should().Throw<ArgumentException>();
        Invoking(f => f.FollowAsync("alice", acme, null, "shop")).Should().Throw<ArgumentException>();

        Action Invoking(Func<ITenantAppFeed, object> call) => () => call(_host.Get<ITenantAppFeed>());
    }

    [Fact]
    public async Task Host_without_an_engine_has_no_such_feed()
    {
        await using StreamHost host = new();

        host.Invoking(h => h.Get<ITenantAppFeed>()).Should().Throw<InvalidOperationException>().WithMessage("*IWorkloadEngine*");
    }

    private AppFollower Follow(string user, TenantReference tenant, string? namespaceName = null, string? name = null) =>
        new(_host.Get<ITenantAppFeed>(), user, tenant, namespaceName, name);

    private async Task<App> DeployAsync(Tenant tenant, string name, Func<AppSpec, AppSpec>? change = null)
    {
        AppSpec spec = new() { Name = name, Namespace = $"{tenant.Id}-web", Image = "nginx:1.27" };
        return await _host.Get<IAppManager>().DeployAsync(tenant, change?.Invoke(spec) ?? spec, Token);
    }
}
