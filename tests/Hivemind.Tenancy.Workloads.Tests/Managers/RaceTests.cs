namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>Many at once.</summary>
public sealed class RaceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_free_slot_admits_one_of_eight()
    {
        for (int round = 0; round < 20; round++)
        {
            await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 1 });
            Yielding(platform);

            Task<App>[] deploying = [.. Enumerable.Range(0, 8).Select(i => Task.Run(() => platform.DeployAsync(Platform.Shop(1) with { Name = $"app{i}" }).AsTask()))];
            int refused = 0;
            foreach (Task<App> one in deploying)
            {
                try
                {
                    await one;
                }
                catch (QuotaExceededException)
                {
                    refused++;
                }
            }

            refused.Should().Be(7);
            await platform.ShouldAgreeAsync();
        }
    }

    [Fact]
    public async Task Same_app_deployed_eight_times_at_once_is_one_and_stays()
    {
        for (int round = 0; round < 20; round++)
        {
            await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 2 });
            Yielding(platform);

            App[] apps = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => platform.DeployAsync().AsTask())));

            apps.Select(a => a.Key).Distinct().Should().ContainSingle();
            (await platform.OnEngineAsync())!.Replicas.Should().HaveCount(2);
            await platform.ShouldAgreeAsync();
        }
    }

    [Fact]
    public async Task Deployment_that_fails_does_not_undo_the_same_one_that_succeeded_after_it()
    {
        StoreFaults store = new();
        Platform? platform = null;
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (method.Name == nameof(ITenantStore.CommitAsync) && store.FailsIn is not null)
            {
                // The first has applied and is about to fail: the second comes, and is done.
                object? failure = store.Around(method, arguments, call);
                platform!.DeployAsync().AsTask().GetAwaiter().GetResult();
                return failure;
            }

            return call();
        });
        await using Platform disposal = platform;
        store.FailsIn = nameof(ITenantStore.CommitAsync);

        await new Func<Task>(() => platform.DeployAsync().AsTask()).Should().ThrowAsync<AppDeploymentException>();

        (await platform.OnEngineAsync())!.IsReady.Should().BeTrue();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Undo_of_a_deployment_leaves_an_app_alone_that_was_deployed_anew_since()
    {
        StoreFaults store = new();
        Platform? platform = null;
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (method.Name == nameof(ITenantStore.CommitAsync) && store.FailsIn is not null)
            {
                object? failure = store.Around(method, arguments, call);
                platform!.Apps.RemoveAsync(platform.Acme, "web", "shop").AsTask().GetAwaiter().GetResult();
                platform.DeployAsync().AsTask().GetAwaiter().GetResult();
                return failure;
            }

            return call();
        });
        await using Platform disposal = platform;
        store.FailsIn = nameof(ITenantStore.CommitAsync);

        await new Func<Task>(() => platform.DeployAsync().AsTask()).Should().ThrowAsync<AppDeploymentException>();

        (await platform.OnEngineAsync())!.Desired.Generation.Should().Be(2, "it was deployed and finished");
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Change_decided_on_an_app_that_was_removed_and_made_anew_is_decided_again()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        platform.Engine.Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                platform.Engine.Faults.Before = null;
                await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: token);
                await platform.DeployAsync(Platform.Shop() with { Image = "other:1" });
            }
        };

        App app = await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 3, cancellationToken: Cancellation);

        app.Spec.Should().Be(Platform.Shop(3) with { Image = "other:1" });
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Scaling_to_many_numbers_at_once_ends_with_one_that_is_held()
    {
        for (int round = 0; round < 10; round++)
        {
            await using Platform platform = await Platform.CreateAsync();
            await platform.DeployAsync();
            Yielding(platform);

            int done = 0;
            await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(async () =>
            {
                try
                {
                    await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", i, cancellationToken: Cancellation);
                    Interlocked.Increment(ref done);
                }
                catch (AppConflictException)
                {
                    // Another change is under way.
                }
            })));

            done.Should().BePositive();
            await platform.Reconciler.ReconcileAsync(Cancellation);
            await platform.Reconciler.ReconcileAsync(Cancellation);
            await platform.ShouldAgreeAsync();
        }
    }

    [Fact]
    public async Task Reconciling_all_the_time_disturbs_nobody()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 8 });
        Yielding(platform);
        using CancellationTokenSource done = new();
        Task reconciling = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeTrue();
                }
            },
            Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            string name = $"app{i}";
            for (int round = 0; round < 25; round++)
            {
                await platform.DeployAsync(Platform.Shop(1) with { Name = name });
                await platform.Apps.ScaleAsync(platform.Acme, "web", name, 2, cancellationToken: Cancellation);
                await platform.Apps.ScaleAsync(platform.Acme, "web", name, 1, cancellationToken: Cancellation);
                await platform.Apps.StopAsync(platform.Acme, "web", name, cancellationToken: Cancellation);
                await platform.Apps.StartAsync(platform.Acme, "web", name, cancellationToken: Cancellation);
                (await platform.Apps.RemoveAsync(platform.Acme, "web", name, cancellationToken: Cancellation)).Should().BeTrue();
            }
        })));
        await done.CancelAsync();
        await reconciling;

        (await platform.Host.Quotas.ListAllocationsAsync(platform.Acme, cancellationToken: Cancellation)).Should().BeEmpty();
    }

    /// <summary>Every verb of the engine gives way, so that others come in between.</summary>
    private static void Yielding(Platform platform) => platform.Engine.Faults.Before = async (_, _) => await Task.Yield();
}
