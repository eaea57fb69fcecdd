namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>What takes time to end is held until it has ended.</summary>
public sealed class EndingTests
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stopped_app_holds_what_still_ends_and_nothing_else_is_admitted_in_its_place()
    {
        await using Platform platform = await CreateAsync();
        await platform.DeployAsync(Platform.Shop(3));

        App stopped = await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        stopped.State.Should().Be(AppState.Stopped);
        await HoldsAsync(platform, 3);
        await RefusedAsync(platform);
        await EndAsync(platform);
        (await platform.AllocationAsync()).Should().BeNull();
        await platform.DeployAsync(Other);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Fewer_replicas_are_held_when_the_others_have_ended()
    {
        await using Platform platform = await CreateAsync();
        await platform.DeployAsync(Platform.Shop(3));

        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 1, cancellationToken: Cancellation);

        await HoldsAsync(platform, 3);
        await RefusedAsync(platform);
        await EndAsync(platform);
        (await platform.HeldAsync()).Should().Be(Platform.Held(1));
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Removed_app_holds_what_still_ends()
    {
        await using Platform platform = await CreateAsync();
        await platform.DeployAsync(Platform.Shop(3));

        (await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Should().BeTrue();

        (await platform.OnEngineAsync()).Should().BeNull();
        await HoldsAsync(platform, 3);
        await RefusedAsync(platform);
        (await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Should().BeFalse();
        await HoldsAsync(platform, 3);
        await EndAsync(platform);
        (await platform.AllocationAsync()).Should().BeNull();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Smaller_redeployment_holds_the_former_replicas_until_they_have_ended()
    {
        await using Platform platform = await CreateAsync();
        await platform.DeployAsync(Platform.Shop(2));
        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        await platform.Apps.RedeployAsync(platform.Acme, Platform.Shop(1) with { PerReplica = new ResourceAmounts { CpuCores = 0.1m } }, cancellationToken: Cancellation);

        await HoldsAsync(platform, 2);
        await EndAsync(platform);
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public async Task App_that_is_started_while_what_ran_before_ends_holds_the_larger_of_both_and_takes_its_place()
    {
        await using Platform platform = await CreateAsync();
        await platform.DeployAsync(Platform.Shop(3));
        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        App started = await platform.Apps.StartAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        started.State.Should().Be(AppState.Pending);
        await HoldsAsync(platform, 3);
        started.Replicas.Should().HaveCount(3).And.NotContain(r => r.IsCurrent);
        await EndAsync(platform);
        (await platform.OnEngineAsync())!.IsReady.Should().BeTrue();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task App_that_is_deployed_anew_holds_the_larger_of_both_and_no_more_than_that_is_admitted()
    {
        await using Platform platform = await CreateAsync();
        await platform.DeployAsync(Platform.Shop(2));
        await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        await new Func<Task>(() => platform.DeployAsync(Platform.Shop(4)).AsTask()).Should().ThrowAsync<QuotaExceededException>();
        await HoldsAsync(platform, 2);
        await platform.DeployAsync(Platform.Shop(3));

        (await platform.HeldAsync()).Should().Be(Platform.Held(3));
        (await platform.OnEngineAsync())!.Replicas.Should().HaveCount(3, "one is new, and two still end").And.ContainSingle(r => r.IsCurrent);
        await EndAsync(platform);
        (await platform.OnEngineAsync())!.IsReady.Should().BeTrue();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task App_is_not_placed_elsewhere_while_what_had_its_name_ends()
    {
        await using Platform platform = await CreateAsync();
        await platform.DeployAsync(Platform.Shop(2));
        platform.Engine.AddNode(new Node("second"));
        await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        Func<Task> deploy = () => platform.DeployAsync(Platform.Shop(1)).AsTask();

        (await deploy.Should().ThrowAsync<AppConflictException>()).WithMessage("*still ends at 'memory'*");
        await HoldsAsync(platform, 2);
        await EndAsync(platform);
        await platform.DeployAsync(Platform.Shop(1));
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_a_failed_change_has_started_is_held_until_it_has_ended()
    {
        await using Platform platform = await CreateAsync();
        await platform.DeployAsync(Platform.Shop(1));
        platform.Engine.Faults.LoseAnswer(nameof(IWorkloadEngine.ApplyAsync));

        await new Func<Task>(() => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 3, cancellationToken: Cancellation).AsTask()).Should().ThrowAsync<AppDeploymentException>();

        await HoldsAsync(platform, 3);
        await RefusedAsync(platform);
        await EndAsync(platform);
        (await platform.HeldAsync()).Should().Be(Platform.Held(1));
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_a_failed_deployment_has_started_is_held_until_it_has_ended()
    {
        await using Platform platform = await CreateAsync();
        platform.Engine.Faults.LoseAnswer(nameof(IWorkloadEngine.ApplyAsync));

        await new Func<Task>(() => platform.DeployAsync(Platform.Shop(3)).AsTask()).Should().ThrowAsync<AppDeploymentException>();

        await HoldsAsync(platform, 3);
        await EndAsync(platform);
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Growth_that_a_host_left_behind_does_not_keep_a_removed_app_held()
    {
        await using Platform platform = await CreateAsync();
        platform.Engine.StopTime = TimeSpan.Zero;
        await platform.DeployAsync(Platform.Shop(1));
        Allocation held = (await platform.AllocationAsync())!;
        using (TenantContext.System("host", "scales, and is killed").Enter())
        {
            await platform.Host.Quotas.ReserveGrowthAsync(platform.Acme, held.Id, Platform.Held(3), TimeSpan.FromMinutes(1), Cancellation);
        }

        (await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Should().BeTrue();

        (await platform.AllocationAsync()).Should().BeNull();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Suspended_app_that_is_stopped_holds_what_still_ends()
    {
        await using Platform platform = await CreateAsync();
        await platform.DeployAsync(Platform.Shop(3));
        await platform.Host.Tenants.SuspendTenantAsync(platform.Acme, "test", Cancellation);

        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        await HoldsAsync(platform, 3);
        await EndAsync(platform);
        (await platform.AllocationAsync()).Should().BeNull();
    }

    /// <summary>Of a quota of three containers the third is free, or taken by what ends.</summary>
    private static AppSpec Other => Platform.Shop(1) with { Name = "other", Ports = [] };

    private static async Task<Platform> CreateAsync()
    {
        Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 3 });
        platform.Engine.StopTime = StopTime;
        return platform;
    }

    /// <summary>Before anything has ended, and after passes over it.</summary>
    private static async Task HoldsAsync(Platform platform, int replicas)
    {
        (await platform.HeldAsync()).Should().Be(Platform.Held(replicas));
        platform.Host.Clock.Advance(StopTime / 4);
        await platform.Reconciler.ReconcileAsync(Cancellation);
        (await platform.HeldAsync()).Should().Be(Platform.Held(replicas));
        await platform.ShouldAgreeAsync();
    }

    private static async Task RefusedAsync(Platform platform) =>
        await new Func<Task>(() => platform.DeployAsync(Other).AsTask()).Should().ThrowAsync<QuotaExceededException>();

    /// <summary>Everything that was told to end has, and a pass has found it so.</summary>
    private static async Task EndAsync(Platform platform)
    {
        platform.Host.Clock.Advance(StopTime);
        await platform.Reconciler.ReconcileAsync(Cancellation);
    }
}
