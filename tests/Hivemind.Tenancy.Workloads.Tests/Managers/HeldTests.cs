namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>What runs is held, whoever else changes it at the same time, and whatever answer is lost.</summary>
public sealed class HeldTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_of_a_stopped_app_leaves_a_start_that_overtakes_it_what_it_holds()
    {
        Platform? platform = null;
        bool isDue = false;
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (isDue && method.Name == nameof(ITenantStore.ListAllocationsAsync))
            {
                isDue = false;
                platform!.Apps.StartAsync(platform.Acme, "web", "shop").AsTask().GetAwaiter().GetResult();
            }

            return call();
        });
        await using Platform disposal = platform;
        await platform.DeployAsync();
        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        isDue = true;

        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        isDue.Should().BeFalse();
        (await platform.OnEngineAsync())!.IsReady.Should().BeTrue();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Growth_within_what_is_held_is_held_although_another_lowers_it_meanwhile()
    {
        Platform? platform = null;
        bool isDue = false;
        Task? growing = null;
        TaskCompletionSource isGrown = new();
        TaskCompletionSource isLowered = new();
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (isDue && method.Name == nameof(ITenantStore.ListAllocationsAsync))
            {
                isDue = false;
                growing = Task.Run(() => platform!.Apps.ScaleAsync(platform.Acme, "web", "shop", 4).AsTask());
                isGrown.Task.GetAwaiter().GetResult();
            }

            return call();
        });
        await using Platform disposal = platform;
        await platform.DeployAsync(Platform.Shop(5));
        int applied = 0;
        platform.Engine.Faults.Before = async (verb, _) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                switch (++applied)
                {
                    case 1:
                        isDue = true;
                        break;
                    case 2:
                        isGrown.SetResult();
                        await isLowered.Task;
                        break;
                }
            }
        };

        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 2, cancellationToken: Cancellation);
        (await platform.HeldAsync()).Should().Be(Platform.Held(2));
        isLowered.SetResult();
        await growing!;

        (await platform.OnEngineAsync())!.Desired.Spec.Replicas.Should().Be(4);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Stop_whose_answer_is_lost_stands_and_what_was_freed_does_not_run_again()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        platform.Engine.Faults.LoseAnswer(nameof(IWorkloadEngine.ApplyAsync));
        WhenFound(platform, app => app.IsStopped, () => platform.Reconciler.ReconcileAsync(Cancellation).AsTask());

        App app = await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        app.State.Should().Be(AppState.Stopped);
        (await platform.AllocationAsync()).Should().BeNull();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Fewer_replicas_stand_although_the_answer_is_lost()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        platform.Engine.Faults.LoseAnswer(nameof(IWorkloadEngine.ApplyAsync));

        (await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 1, cancellationToken: Cancellation)).Replicas.Should().ContainSingle();

        (await platform.HeldAsync()).Should().Be(Platform.Held(1));
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Stop_that_is_not_recorded_fails_and_the_app_runs_on()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        platform.Engine.Faults.Fail(nameof(IWorkloadEngine.ApplyAsync));

        Func<Task> stop = () => platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation).AsTask();

        (await stop.Should().ThrowAsync<AppDeploymentException>()).Which.Should().BeEquivalentTo(new { Step = AppStep.Apply, IsUndone = true });
        (await platform.OnEngineAsync())!.IsReady.Should().BeTrue();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_is_not_held_any_more_and_does_not_fit_does_not_run_again()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Platform.Shop(4));
        AppSpec smaller = Platform.Shop(1) with { Image = "nginx:1.28" };
        platform.Engine.Faults.LoseAnswer(nameof(IWorkloadEngine.ApplyAsync));
        WhenFound(platform, app => app.Spec == smaller, async () =>
        {
            await platform.Host.Quotas.ReleaseAsync(platform.Acme, "app/web/shop", cancellationToken: Cancellation);
            await platform.Host.Tenants.UpdateResourceQuotasAsync(platform.Acme, new ResourceQuotas { Containers = 1 }, Cancellation);
        });

        Func<Task> redeploy = () => platform.Apps.RedeployAsync(platform.Acme, smaller, cancellationToken: Cancellation).AsTask();

        (await redeploy.Should().ThrowAsync<AppDeploymentException>()).Which.IsUndone.Should().BeFalse();
        (await platform.OnEngineAsync())!.Desired.Spec.Should().Be(smaller);
        await platform.Reconciler.ReconcileAsync(Cancellation);
        await platform.Reconciler.ReconcileAsync(Cancellation);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_is_not_held_any_more_and_fits_is_held_again_before_it_runs_again()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Platform.Shop(4));
        AppSpec smaller = Platform.Shop(1) with { Image = "nginx:1.28" };
        platform.Engine.Faults.LoseAnswer(nameof(IWorkloadEngine.ApplyAsync));
        WhenFound(platform, app => app.Spec == smaller, async () =>
            await platform.Host.Quotas.ReleaseAsync(platform.Acme, "app/web/shop", cancellationToken: Cancellation));

        Func<Task> redeploy = () => platform.Apps.RedeployAsync(platform.Acme, smaller, cancellationToken: Cancellation).AsTask();

        (await redeploy.Should().ThrowAsync<AppDeploymentException>()).Which.IsUndone.Should().BeTrue();
        (await platform.OnEngineAsync())!.Desired.Spec.Should().Be(Platform.Shop(4));
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Removal_frees_what_a_deployment_has_committed_while_it_was_looking()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.Faults.Before = async (verb, _) =>
        {
            if (verb == nameof(IWorkloadEngine.FindAsync))
            {
                platform.Engine.Faults.Before = null;
                await platform.DeployAsync();
            }
        };

        (await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Should().BeTrue();

        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Hold_that_was_only_found_by_an_observation_is_committed_by_growth_within_it()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Platform.Shop(2));
        DesiredApp desired = (await platform.OnEngineAsync())!.Desired;
        await platform.Host.Quotas.ReleaseAsync(platform.Acme, "app/web/shop", cancellationToken: Cancellation);
        await platform.Engine.ApplyAsync(desired with { Generation = desired.Generation + 1, Spec = Platform.Shop(4) }, desired.Generation, Cancellation);
        await platform.Reconciler.ReconcileAsync(Cancellation);
        (await platform.AllocationAsync())!.IsAdopted.Should().BeTrue();
        await platform.Engine.ApplyAsync(desired with { Generation = desired.Generation + 2 }, desired.Generation + 1, Cancellation);

        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 3, cancellationToken: Cancellation);

        (await platform.HeldAsync()).Should().Be(Platform.Held(3));
        await platform.ShouldAgreeAsync();
    }

    /// <summary>Does something once, before the next look at the app as it is then.</summary>
    private static void WhenFound(Platform platform, Func<DesiredApp, bool> isSo, Func<Task> act) => platform.Engine.Faults.Before = async (verb, token) =>
    {
        if (verb == nameof(IWorkloadEngine.FindAsync)
            && (await platform.Engine.ListAsync("memory", platform.Acme, token)).Apps is [var app]
            && isSo(app.Desired))
        {
            platform.Engine.Faults.Before = null;
            await act();
        }
    };
}
