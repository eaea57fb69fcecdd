namespace Hivemind.Tenancy.Workloads.Tests.Managers;

public sealed class RedeployTests
{
    private static readonly AppSpec Next = Platform.Shop() with { Image = "nginx:1.28" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_replica_is_replaced_and_the_surge_is_given_back()
    {
        await using Platform platform = await Platform.CreateAsync();
        App before = await platform.DeployAsync();

        App app = await platform.Apps.RedeployAsync(platform.Acme, Next, cancellationToken: Cancellation);

        app.State.Should().Be(AppState.Ready);
        app.Spec.Should().Be(Next);
        app.Replicas.Select(r => r.Id).Should().HaveCount(2).And.NotIntersectWith(before.Replicas.Select(r => r.Id));
        (await platform.HeldAsync()).Should().Be(Platform.Held(2));
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Larger_of_both_and_a_replica_more_are_held_meanwhile()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Platform.Shop(3));
        ResourceAmounts? target = null;
        platform.Engine.Faults.Before = async (verb, _) =>
        {
            target ??= verb == nameof(IWorkloadEngine.ApplyAsync) ? (await platform.AllocationAsync())!.Growth?.Target : null;
        };

        await platform.Apps.RedeployAsync(platform.Acme, Next with { PerReplica = new ResourceAmounts { CpuCores = 2, MemoryBytes = 1024 } }, cancellationToken: Cancellation);

        target.Should().Be(new ResourceAmounts { CpuCores = 4 + 2, MemoryBytes = 2048 + 1024, Containers = 3 + 1, Services = 1 });
        (await platform.HeldAsync()).Should().Be(new ResourceAmounts { CpuCores = 4, MemoryBytes = 2048, Containers = 2, Services = 1 });
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Each_replica_has_the_deadline_to_itself()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Platform.Shop(3));
        platform.Engine.IsReadyAtOnce = false;
        AppSpec slow = Next with { Replicas = 3, Readiness = new AppReadiness { Deadline = TimeSpan.FromSeconds(10) } };
        Task<App> redeploying = platform.Apps.RedeployAsync(platform.Acme, slow, cancellationToken: Cancellation).AsTask();
        for (int i = 1; !redeploying.IsCompleted; i++)
        {
            platform.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            if (i % 6 == 0 && (await platform.OnEngineAsync())!.Desired.Spec.Image == Next.Image)
            {
                platform.Engine.MakeReady(platform.Key());
            }

            await Task.Delay(5, Cancellation);
        }

        (await redeploying).ReadyReplicas.Should().Be(3, "they took 18 s together, and 6 s each");
    }

    [Fact]
    public async Task Fewer_replicas_are_refused_while_it_is_not_finished_and_welcome_after()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Platform.Shop(3));
        platform.Engine.IsReadyAtOnce = false;
        Task<App> redeploying = platform.Apps.RedeployAsync(platform.Acme, Next with { Replicas = 3 }, cancellationToken: Cancellation).AsTask();
        while ((await platform.OnEngineAsync())!.Desired.Spec.Image != Next.Image)
        {
            await Task.Delay(1, Cancellation);
        }

        Func<Task> scale = () => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 1, cancellationToken: Cancellation).AsTask();
        await scale.Should().ThrowAsync<AppConflictException>();

        while (!redeploying.IsCompleted)
        {
            platform.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Cancellation);
        }

        await ((Func<Task>)(() => redeploying)).Should().ThrowAsync<AppDeploymentException>("none is ready by the deadline");
        (await platform.OnEngineAsync())!.Desired.Spec.Should().Be(Platform.Shop(3));
        await scale();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Surge_that_cannot_be_given_back_does_not_fail_what_was_acknowledged()
    {
        StoreFaults store = new();
        await using Platform platform = await Platform.CreateAsync(around: store.Around);
        await platform.DeployAsync();
        store.FailsIn = nameof(ITenantStore.LowerAsync);

        (await platform.Apps.RedeployAsync(platform.Acme, Next, cancellationToken: Cancellation)).State.Should().Be(AppState.Ready);

        store.FailsIn.Should().BeNull("it was tried");
        await platform.Reconciler.ReconcileAsync(Cancellation);
        await platform.Reconciler.ReconcileAsync(Cancellation);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Surge_that_does_not_fit_is_refused_and_nothing_changes()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 2 });
        await platform.DeployAsync();

        Func<Task> redeploy = () => platform.Apps.RedeployAsync(platform.Acme, Next, cancellationToken: Cancellation).AsTask();

        await redeploy.Should().ThrowAsync<QuotaExceededException>();
        (await platform.OnEngineAsync())!.Desired.Spec.Should().Be(Platform.Shop());
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Replicas_are_replaced_one_after_the_other()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Platform.Shop(3));
        platform.Engine.IsReadyAtOnce = false;
        Task<App> redeploying = platform.Apps.RedeployAsync(platform.Acme, Next with { Replicas = 3 }, cancellationToken: Cancellation).AsTask();
        List<(int Current, int Former)> seen = [];
        while (!redeploying.IsCompleted)
        {
            EngineApp app = (await platform.OnEngineAsync())!;
            if (app.Desired.Spec.Image == Next.Image)
            {
                seen.Add((app.Replicas.Count(r => r.IsCurrent), app.Replicas.Count(r => !r.IsCurrent)));
                platform.Engine.MakeReady(platform.Key());
            }

            platform.Host.Clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(1, Cancellation);
        }

        (await redeploying).ReadyReplicas.Should().Be(3);
        seen.Distinct().Take(3).Should().Equal((1, 3), (2, 2), (3, 1));
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Not_ready_by_the_deadline_goes_back_to_what_ran()
    {
        await using Platform platform = await Platform.CreateAsync();
        App before = await platform.DeployAsync();
        platform.Engine.IsReadyAtOnce = false;
        Task redeploying = platform.Apps.RedeployAsync(
            platform.Acme, Next with { Readiness = new AppReadiness { Deadline = TimeSpan.FromSeconds(90) } }, cancellationToken: Cancellation).AsTask();
        TimeSpan waited = TimeSpan.Zero;
        while (!redeploying.IsCompleted)
        {
            platform.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            waited += TimeSpan.FromSeconds(1);
            await Task.Delay(2, Cancellation);
        }

        waited.Should().BeGreaterThan(TimeSpan.FromSeconds(89));
        AppDeploymentException error = (await new Func<Task>(() => redeploying).Should().ThrowAsync<AppDeploymentException>()).Which;
        error.Should().BeEquivalentTo(new { Step = AppStep.Readiness, IsUndone = true });
        error.Reason.Should().Contain("0 of 2 replicas");
        App app = (await platform.Apps.FindAppAsync(platform.Acme, "web", "shop", Cancellation))!;
        app.Spec.Should().Be(Platform.Shop());
        app.Replicas.Select(r => r.Id).Should().Equal(before.Replicas.Select(r => r.Id), "what ran before runs on");
        (await platform.HeldAsync()).Should().Be(Platform.Held(2));
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task How_long_what_is_replaced_takes_to_end_does_not_count_towards_the_deadline()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.StopTime = TimeSpan.FromSeconds(30);
        await platform.DeployAsync();
        Task<App> redeploying = platform.Apps.RedeployAsync(platform.Acme, Next with { Readiness = new AppReadiness { Deadline = TimeSpan.FromSeconds(10) } }, cancellationToken: Cancellation).AsTask();

        while (!redeploying.IsCompleted)
        {
            platform.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Cancellation);
        }

        App app = await redeploying;
        app.State.Should().Be(AppState.Ready);
        app.Replicas.Should().HaveCount(2).And.OnlyContain(r => r.IsCurrent);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Same_spec_changes_nothing()
    {
        await using Platform platform = await Platform.CreateAsync();
        App before = await platform.DeployAsync();

        (await platform.Apps.RedeployAsync(platform.Acme, Platform.Shop(), cancellationToken: Cancellation)).Generation.Should().Be(before.Generation);
    }

    [Fact]
    public async Task Stopped_app_becomes_another_and_stays_stopped()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        App app = await platform.Apps.RedeployAsync(platform.Acme, Next, cancellationToken: Cancellation);

        app.Should().BeEquivalentTo(new { State = AppState.Stopped, Spec = Next }, o => o.ComparingByValue<AppSpec>());
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Fewer_of_less_are_held_afterwards()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Platform.Shop(4));

        await platform.Apps.RedeployAsync(platform.Acme, Next with { Replicas = 1, Ports = [] }, cancellationToken: Cancellation);

        (await platform.HeldAsync()).Should().Be(new ResourceAmounts { CpuCores = 0.5m, Containers = 1 });
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Stop_in_between_stands()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        platform.Engine.IsReadyAtOnce = false;
        Task redeploying = platform.Apps.RedeployAsync(platform.Acme, Next, cancellationToken: Cancellation).AsTask();
        while ((await platform.OnEngineAsync())!.Desired.Spec.Image != Next.Image)
        {
            await Task.Delay(1, Cancellation);
        }

        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        while (!redeploying.IsCompleted)
        {
            platform.Host.Clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(1, Cancellation);
        }

        (await platform.Apps.FindAppAsync(platform.Acme, "web", "shop", Cancellation))!.State.Should().Be(AppState.Stopped);
        (await platform.AllocationAsync()).Should().BeNull();
    }
}
