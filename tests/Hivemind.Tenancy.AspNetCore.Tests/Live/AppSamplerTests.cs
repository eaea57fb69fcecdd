using System.Reflection;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>An engine that does not answer, fails or misbehaves does no more harm to those who follow apps than it has to.</summary>
public sealed class AppSamplerTests : IAsyncDisposable
{
    private readonly StreamHost _host;
    private Around _around = (_, _, call) => call();

    public AppSamplerTests()
    {
        _host = new StreamHost(b => b.AddWorkloads(), services => services.Replace(ServiceDescriptor.Singleton(provider => Interceptor.Before<IWorkloadEngine>(
            provider.GetRequiredService<InMemoryWorkloadEngine>(), (method, arguments, call) => _around(method, arguments, call)))));
        Engine.IsReadyAtOnce = false;
    }

    private static CancellationToken Token => StreamHost.Token;

    private InMemoryWorkloadEngine Engine => _host.Get<InMemoryWorkloadEngine>();

    private AppSampler Sampler => _host.Get<AppSampler>();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Source_whose_look_never_ends_holds_up_no_news_of_the_others(bool isBlocking)
    {
        using ManualResetEventSlim ended = new();
        Engine.AddNode(new Node("second"));
        Tenant acme = await _host.CreateAsync("acme", "alice");
        App shop = await DeployAsync(acme);
        int looks = 0;
        On(nameof(IWorkloadEngine.ListAsync), arguments =>
        {
            if ((string)arguments[0]! == shop.Source)
            {
                return null;
            }

            Interlocked.Increment(ref looks);
            if (isBlocking)
            {
                ended.Wait(Token);
            }

            return new ValueTask<EngineListing>(new TaskCompletionSource<EngineListing>().Task);
        });
        await using AppFollower alice = Follow(acme);
        (await alice.TakeAsync(_host)).Should().BeEmpty("it begins, though one has not answered");
        if (!isBlocking)
        {
            await _host.AdvanceUntilAsync("it is asked again", () => Volatile.Read(ref looks) > 1);
        }

        // Less time than the look may take.
        int before = Volatile.Read(ref looks);
        Task<bool> news = alice.StepAsync();
        Engine.MakeReady(shop.Key);
        for (int i = 0; i < 10 && !news.IsCompleted; i++)
        {
            _host.Time.Advance(AppSampler.Interval);
            await Task.WhenAny(news, Task.Delay(1000, Token));
        }

        news.IsCompleted.Should().BeTrue();
        (await alice.TakeAsync(_host)).Should().Equal("shop");
        Volatile.Read(ref looks).Should().Be(before, "its look is still under way");
        ended.Set();
    }

    [Fact]
    public async Task Engine_that_cannot_say_its_sources_is_asked_again_and_left_alone_once_nobody_follows()
    {
        Tenant acme = await _host.CreateAsync("acme", "alice");
        App shop = await DeployAsync(acme);
        int asked = 0;
        bool isDown = true;
        On("get_" + nameof(IWorkloadEngine.Sources), _ =>
        {
            Interlocked.Increment(ref asked);
            return Volatile.Read(ref isDown) ? throw new InvalidOperationException("It is down.") : null;
        });
        await using (AppFollower gone = Follow(acme))
        {
            _ = gone.StepAsync();
            await StreamHost.UntilAsync("it is asked", () => Volatile.Read(ref asked) > 0);
        }

        await _host.AdvanceUntilAsync("it has stopped", () => !Sampler.IsRunning);

        await using AppFollower alice = Follow(acme);
        _ = alice.StepAsync();
        int before = Volatile.Read(ref asked);
        await _host.AdvanceUntilAsync("it is asked again and again", () => Volatile.Read(ref asked) > before + 2);
        Volatile.Write(ref isDown, false);
        (await alice.TakeAsync(_host)).Should().BeEmpty("it begins");
        Engine.MakeReady(shop.Key);
        (await alice.TakeAsync(_host)).Should().Equal("shop");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Engine_that_throws_or_blocks_when_it_is_cancelled_holds_up_nobody(bool isBlocking)
    {
        using ManualResetEventSlim ended = new();
        int cancelled = 0;
        Tenant acme = await _host.CreateAsync("acme", "alice");
        App shop = await DeployAsync(acme);
        On(nameof(IWorkloadEngine.WatchAsync), arguments =>
        {
            ((CancellationToken)arguments[1]!).Register(() =>
            {
                Interlocked.Increment(ref cancelled);
                if (!isBlocking)
                {
                    throw new InvalidOperationException("It cannot end.");
                }

                ended.Wait(HangLimit.Duration, Token);
            });
            return null;
        });
        await using (AppFollower gone = Follow(acme))
        {
            await gone.TakeAsync(_host);
        }

        await _host.AdvanceUntilAsync("it has stopped", () => Volatile.Read(ref cancelled) > 0 && !Sampler.IsRunning);
        await using AppFollower alice = Follow(acme);
        (await alice.TakeAsync(_host)).Should().BeEmpty("it begins");
        Engine.MakeReady(shop.Key);
        (await alice.TakeAsync(_host)).Should().Equal("shop");

        Sampler.Dispose();
        Sampler.IsRunning.Should().BeFalse();
        ended.Set();
    }

    /// <summary>What a member of the engine does; null to do what it does.</summary>
    private void On(string member, Func<object?[], object?> act) =>
        _around = (MethodInfo method, object?[] arguments, Func<object?> call) => (method.Name == member ? act(arguments) : null) ?? call();

    private AppFollower Follow(TenantReference tenant) => new(_host.Get<ITenantAppFeed>(), "alice", tenant);

    private async Task<App> DeployAsync(Tenant tenant) => await _host.Get<IAppManager>().DeployAsync(
        tenant, new AppSpec { Name = "shop", Namespace = $"{tenant.Id}-web", Image = "nginx:1.27" }, Token);
}
