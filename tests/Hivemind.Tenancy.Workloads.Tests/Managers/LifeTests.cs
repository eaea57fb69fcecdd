namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>Scaling, stopping, starting and removing.</summary>
public sealed class LifeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, 5)]
    [InlineData(5, 2)]
    public async Task Scaled_app_holds_what_it_runs(int before, int after)
    {
        await using Platform platform = await Platform.CreateAsync();
        App app = await platform.DeployAsync(Platform.Shop(before));

        App scaled = await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", after, cancellationToken: Cancellation);

        scaled.Replicas.Should().HaveCount(after);
        scaled.Replicas.Take(Math.Min(before, after)).Should().Equal(app.Replicas.Take(Math.Min(before, after)), "what runs is left alone");
        (await platform.HeldAsync()).Should().Be(Platform.Held(after));
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task More_is_held_before_it_is_applied()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        ResourceAmounts? target = null;
        platform.Engine.Faults.Before = async (verb, _) =>
        {
            target ??= verb == nameof(IWorkloadEngine.ApplyAsync) ? (await platform.AllocationAsync())!.Growth?.Target : null;
        };

        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 3, cancellationToken: Cancellation);

        target.Should().Be(Platform.Held(3));
    }

    [Fact]
    public async Task Fewer_are_given_back_after_they_are_applied()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        ResourceAmounts? held = null;
        platform.Engine.Faults.Before = async (verb, _) => held = verb == nameof(IWorkloadEngine.ApplyAsync) ? await platform.HeldAsync() : held;

        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 1, cancellationToken: Cancellation);

        held.Should().Be(Platform.Held(2));
        (await platform.HeldAsync()).Should().Be(Platform.Held(1));
    }

    [Fact]
    public async Task Suspended_tenant_scales_down_and_not_up()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Host.Tenants.SuspendTenantAsync(platform.Acme, "test", Cancellation);

        Func<Task> up = () => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 3, cancellationToken: Cancellation).AsTask();
        await up.Should().ThrowAsync<TenantNotActiveException>();
        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 1, cancellationToken: Cancellation);

        (await platform.HeldAsync()).Should().Be(Platform.Held(1));
        (await platform.OnEngineAsync())!.Replicas.Should().BeEmpty();
    }

    [Fact]
    public async Task App_that_runs_and_is_not_held_is_held_in_full_when_it_scales()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Host.Quotas.ReleaseAsync(platform.Acme, "app/web/shop", cancellationToken: Cancellation);

        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 3, cancellationToken: Cancellation);

        (await platform.HeldAsync()).Should().Be(Platform.Held(3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task Number_out_of_range_is_refused(int replicas)
    {
        await using Platform platform = await Platform.CreateAsync();

        Func<Task> scale = () => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", replicas, cancellationToken: Cancellation).AsTask();

        await scale.Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage($"*replicas {replicas}*1 to 1000*");
    }

    [Fact]
    public async Task Stopped_app_runs_nothing_holds_nothing_and_is_kept()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();

        App app = await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        app.State.Should().Be(AppState.Stopped);
        app.Replicas.Should().BeEmpty();
        app.Spec.Should().Be(Platform.Shop());
        (await platform.AllocationAsync()).Should().BeNull();
        (await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Generation.Should().Be(app.Generation);
    }

    [Fact]
    public async Task Started_app_holds_and_runs_again()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 3, cancellationToken: Cancellation);
        (await platform.AllocationAsync()).Should().BeNull("a stopped app is scaled without holding anything");

        App app = await platform.Apps.StartAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        app.State.Should().Be(AppState.Ready);
        (await platform.HeldAsync()).Should().Be(Platform.Held(3));
        (await platform.Apps.StartAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Generation.Should().Be(app.Generation);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Start_that_does_not_fit_leaves_it_stopped()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 2 });
        await platform.DeployAsync();
        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        await platform.DeployAsync(Platform.Shop(1) with { Name = "other" });

        Func<Task> start = () => platform.Apps.StartAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation).AsTask();

        await start.Should().ThrowAsync<QuotaExceededException>();
        (await platform.OnEngineAsync())!.Desired.IsStopped.Should().BeTrue();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Start_that_overtakes_a_stop_keeps_what_it_holds()
    {
        StoreFaults store = new();
        Platform? platform = null;
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (method.Name == nameof(ITenantStore.LowerAsync) && store.FailsIn == "stop")
            {
                // The stop has applied and is about to free: a start comes in between.
                store.FailsIn = null;
                platform!.Apps.StartAsync(platform.Acme, "web", "shop").AsTask().GetAwaiter().GetResult();
            }

            return call();
        });
        await using Platform disposal = platform;
        await platform.DeployAsync();
        store.FailsIn = "stop";

        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        store.FailsIn.Should().BeNull();
        (await platform.OnEngineAsync())!.IsReady.Should().BeTrue();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Removed_app_is_gone_with_what_it_held()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();

        (await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Should().BeTrue();

        (await platform.Apps.FindAppAsync(platform.Acme, "web", "shop", Cancellation)).Should().BeNull();
        (await platform.AllocationAsync()).Should().BeNull();
        (await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Should().BeFalse();
    }

    [Fact]
    public async Task Removal_that_finds_nothing_leaves_a_deployment_under_way_its_hold()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                platform.Engine.Faults.Before = null;
                await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: token);
                (await platform.AllocationAsync()).Should().NotBeNull();
            }
        };

        await platform.DeployAsync();

        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Removal_before_the_commit_of_a_deployment_stands_and_nothing_is_held()
    {
        Platform? platform = null;
        bool isDue = false;
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (isDue && method.Name == nameof(ITenantStore.CommitAsync))
            {
                isDue = false;
                platform!.Apps.RemoveAsync(platform.Acme, "web", "shop").AsTask().GetAwaiter().GetResult().Should().BeTrue();
            }

            return call();
        });
        await using Platform disposal = platform;
        isDue = true;

        Func<Task> deploy = () => platform.DeployAsync().AsTask();

        (await deploy.Should().ThrowAsync<AppDeploymentException>()).Which.Should().BeEquivalentTo(new { Step = AppStep.Commit, IsUndone = true });
        (await platform.OnEngineAsync()).Should().BeNull();
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Removal_frees_what_is_committed_while_it_removes_and_whose_deployment_goes_no_further()
    {
        TaskCompletionSource isAtCommit = new();
        TaskCompletionSource mayCommit = new();
        TaskCompletionSource isCommitted = new();
        using CancellationTokenSource host = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using Platform platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (method.Name == nameof(ITenantStore.CommitAsync))
            {
                isAtCommit.SetResult();
                mayCommit.Task.GetAwaiter().GetResult();
            }

            return call();
        });
        Task deploying = Task.Run(() => platform.Apps.DeployAsync(platform.Acme, Platform.Shop(), host.Token).AsTask(), Cancellation);
        await isAtCommit.Task.WaitAsync(Cancellation);
        platform.Engine.Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.RemoveAsync))
            {
                mayCommit.TrySetResult();
                await isCommitted.Task;
            }
            else if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                // It hangs, as one whose host has died, before it finishes.
                isCommitted.TrySetResult();
                await Task.Delay(Timeout.Infinite, token);
            }
        };

        (await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Should().BeTrue();

        (await platform.AllocationAsync()).Should().BeNull();
        await host.CancelAsync();
        await ((Func<Task>)(() => deploying)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Change_of_an_app_that_is_not_there_is_refused()
    {
        await using Platform platform = await Platform.CreateAsync();
        Func<Task>[] changes =
        [
            () => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 3, cancellationToken: Cancellation).AsTask(),
            () => platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation).AsTask(),
            () => platform.Apps.StartAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation).AsTask(),
            () => platform.Apps.RedeployAsync(platform.Acme, Platform.Shop(), cancellationToken: Cancellation).AsTask(),
            () => platform.Apps.ReadLogsAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation).AsTask(),
            () => platform.Apps.GetUsageAsync(platform.Acme, "web", "shop", Cancellation).AsTask(),
        ];

        foreach (Func<Task> change in changes)
        {
            (await change.Should().ThrowAsync<AppNotFoundException>()).Which.App.Should().Be(platform.Key());
        }
    }
}
