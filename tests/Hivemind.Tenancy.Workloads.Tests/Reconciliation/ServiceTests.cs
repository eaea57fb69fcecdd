using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Hivemind.Tenancy.Workloads.Tests.Reconciliation;

/// <summary>The hosted service, with the clock of the machine.</summary>
public sealed class ServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task App_that_is_removed_behind_our_back_frees_its_quota_within_a_second()
    {
        await using Running running = await Running.StartAsync(o => o.ReconcileInterval = TimeSpan.FromHours(1));
        List<TimeSpan> waits = [];
        for (int round = 0; round < 5; round++)
        {
            await running.Apps.DeployAsync(running.Acme, Platform.Shop(), Cancellation);
            await running.Engine.RemoveAsync(new AppKey(running.Acme, "web", "shop"), null, Cancellation);
            waits.Add(await Running.WaitAsync(async () => await running.HeldAsync() == 0));
        }

        waits.Min().Should().BeLessThan(TimeSpan.FromSeconds(1), "a busy machine may delay one or the other");
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("scale")]
    [InlineData("remove")]
    public async Task What_ends_slowly_frees_its_quota_within_a_second_of_its_end(string verb)
    {
        await using Running running = await Running.StartAsync(o => o.ReconcileInterval = TimeSpan.FromHours(1));
        running.Engine.StopTime = TimeSpan.FromSeconds(1);
        List<TimeSpan> waits = [];
        for (int round = 0; round < 3; round++)
        {
            await running.Apps.DeployAsync(running.Acme, Platform.Shop(), Cancellation);
            Task ending = verb switch
            {
                "stop" => running.Apps.StopAsync(running.Acme, "web", "shop", cancellationToken: Cancellation).AsTask(),
                "scale" => running.Apps.ScaleAsync(running.Acme, "web", "shop", 1, cancellationToken: Cancellation).AsTask(),
                _ => running.Apps.RemoveAsync(running.Acme, "web", "shop", cancellationToken: Cancellation).AsTask(),
            };
            await ending;
            (await running.HeldAsync()).Should().Be(2, "both replicas are there yet");
            waits.Add(await Running.WaitAsync(async () => await running.HeldAsync() == (verb == "scale" ? 1 : 0)));
            await running.Apps.RemoveAsync(running.Acme, "web", "shop", cancellationToken: Cancellation);
            await Running.WaitAsync(async () => await running.HeldAsync() == 0);
        }

        waits.Min().Should().BeGreaterThan(TimeSpan.FromSeconds(0.9)).And.BeLessThan(TimeSpan.FromSeconds(2), "a busy machine may delay some of them");
    }

    [Fact]
    public async Task What_was_left_is_settled_at_the_start()
    {
        await using Running running = await Running.StartAsync(o => o.ReconcileInterval = TimeSpan.FromHours(1), async started =>
        {
            ResourceReservation left = await started.Quotas.ReserveAsync(
                started.Acme, new ResourceAmounts { Containers = 3 }, new ReservationOptions { AllocationId = "app/web/gone", Source = "memory" }, Cancellation);
            await left.CommitAsync(Cancellation);
        });

        await Running.WaitAsync(async () => await running.HeldAsync() == 0);
    }

    [Fact]
    public async Task What_changes_before_the_watch_has_begun_is_found_at_once()
    {
        await using Running running = await Running.StartAsync(
            o => o.ReconcileInterval = TimeSpan.FromHours(1),
            async started => await started.Apps.DeployAsync(started.Acme, Platform.Shop(), Cancellation),
            isWatchSlow: true);

        await Running.WaitAsync(async () => await running.HeldAsync() == 0);
    }

    [Fact]
    public async Task What_the_watch_does_not_say_is_found_at_the_interval()
    {
        await using Running running = await Running.StartAsync(o => o.ReconcileInterval = TimeSpan.FromSeconds(1));
        await Running.WaitAsync(() => Task.FromResult(running.Reconciler.Health.Count > 0));
        using (TestTenants.EnterSystem())
        {
            ResourceReservation stray = await running.Quotas.ReserveAsync(
                running.Acme, new ResourceAmounts { Containers = 3 }, new ReservationOptions { AllocationId = "app/web/gone", Source = "memory" }, Cancellation);
            await stray.CommitAsync(Cancellation);
        }

        await Running.WaitAsync(async () => await running.HeldAsync() == 0);
    }

    [Fact]
    public async Task Service_acts_in_a_context_of_its_own()
    {
        AsyncLocal<string?> local = new();
        ConcurrentDictionary<string, (string? Local, string? Actor)> seen = new();
        await using Platform platform = await Platform.CreateAsync(configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton(
            provider => Interceptor.Before<IWorkloadEngine>(provider.GetRequiredService<InMemoryWorkloadEngine>(), (method, _, call) =>
            {
                seen.TryAdd(method.Name, (local.Value, TenantContext.Current?.Actor));
                return call();
            }))));
        AppReconciliationService service = platform.Host.Services.GetServices<IHostedService>().OfType<AppReconciliationService>().Single();

        // A host is not started within a context; whoever starts its services by hand may stand in one.
        local.Value = "the caller's";
        using (TenantContext.System("caller", "starts it by hand").Enter())
        {
            await service.StartAsync(Cancellation);
        }

        await Running.WaitAsync(() =>
        {
            platform.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(seen.ContainsKey(nameof(IWorkloadEngine.WatchAsync)) && seen.ContainsKey(nameof(IWorkloadEngine.ListAsync)));
        });
        await service.StopAsync(Cancellation);

        seen[nameof(IWorkloadEngine.WatchAsync)].Should().Be((null, null));
        seen[nameof(IWorkloadEngine.ListAsync)].Should().Be((null, "hivemind-tenancy-workloads"));
    }

    private sealed class Running(IHost host) : IAsyncDisposable
    {
        public Tenant Acme { get; private set; } = null!;

        public IAppManager Apps => host.Services.GetRequiredService<IAppManager>();

        public IQuotaManager Quotas => host.Services.GetRequiredService<IQuotaManager>();

        public IAppReconciler Reconciler => host.Services.GetRequiredService<IAppReconciler>();

        public InMemoryWorkloadEngine Engine => host.Services.GetRequiredService<InMemoryWorkloadEngine>();

        public static async Task<Running> StartAsync(Action<WorkloadOptions>? options = null, Func<Running, Task>? before = null, bool isWatchSlow = false)
        {
            HostApplicationBuilder builder = Host.CreateApplicationBuilder();
            builder.Services.AddHivemindTenancy(o => o.AllowNoContext = true).AddWorkloads(options);
            if (isWatchSlow)
            {
                builder.Services.Replace(ServiceDescriptor.Singleton(provider => Interceptor.Before<IWorkloadEngine>(
                    provider.GetRequiredService<InMemoryWorkloadEngine>(),
                    (method, _, call) => method.Name == nameof(IWorkloadEngine.WatchAsync)
                        ? SlowlyAsync(provider.GetRequiredService<InMemoryWorkloadEngine>(), (IAsyncEnumerable<EngineChange>)call()!)
                        : call())));
            }

            Running running = new(builder.Build());
            running.Acme = await running.GetTenantsAsync();
            if (before is not null)
            {
                await before(running);
            }

            await running.StartHostAsync();
            return running;
        }

        public async Task<decimal> HeldAsync()
        {
            using TenantScope scope = TestTenants.EnterSystem();
            return (await Quotas.GetUsageAsync(Acme, Cancellation))[ResourceNames.Containers].Used;
        }

        /// <summary>Waits for it, 20 s at most, and says how long.</summary>
        public static async Task<TimeSpan> WaitAsync(Func<Task<bool>> isSo)
        {
            long start = TimeProvider.System.GetTimestamp();
            while (!await isSo())
            {
                TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(20));
                await Task.Delay(5, Cancellation);
            }

            return TimeProvider.System.GetElapsedTime(start);
        }

        /// <summary>A watch that takes its time to begin; meanwhile everything goes.</summary>
        private static async IAsyncEnumerable<EngineChange> SlowlyAsync(InMemoryWorkloadEngine engine, IAsyncEnumerable<EngineChange> changes)
        {
            Thread.Sleep(500);
            foreach (EngineApp app in (await engine.ListAsync("memory", null)).Apps)
            {
                await engine.RemoveAsync(app.Desired.Key, null);
            }

            await foreach (EngineChange change in changes)
            {
                yield return change;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync(Cancellation);
            host.Dispose();
        }

        private Task StartHostAsync() => host.StartAsync(Cancellation);

        private async Task<Tenant> GetTenantsAsync()
        {
            using TenantScope scope = TestTenants.EnterSystem();
            return await host.Services.GetRequiredService<ITenantManager>().CreateTenantAsync(TestTenants.Spec() with { Namespaces = ["web"] }, Cancellation);
        }
    }
}
