namespace Hivemind.Tenancy.Workloads.Tests.Managers;

public sealed class IsolationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hard_runs_only_on_a_node_dedicated_to_it()
    {
        await using Platform platform = await Platform.CreateAsync(level: IsolationLevel.Hard);
        Func<Task> deploy = () => platform.DeployAsync().AsTask();

        AppDeploymentException refusal = (await deploy.Should().ThrowAsync<AppDeploymentException>()).Which;
        refusal.Step.Should().Be(AppStep.Placement);
        refusal.Reason.Should().Contain("node 'memory' is shared");
        (await platform.AllocationAsync()).Should().BeNull();

        platform.Engine.AddNode(new Node("acmes", platform.Acme));
        (await platform.DeployAsync()).Source.Should().Be("acmes");
    }

    [Fact]
    public async Task Dedicated_node_takes_nobody_else()
    {
        await using Platform platform = await Platform.CreateAsync();
        Tenant beta = await platform.Host.CreateTenantAsync("beta", s => s with { Namespaces = ["beta-web"] }, Cancellation);
        platform.Engine.AddNode(new Node("betas", beta));

        for (int i = 0; i < 5; i++)
        {
            (await platform.DeployAsync(Platform.Shop() with { Name = $"shop{i}" })).Source.Should().Be("memory");
        }
    }

    [Theory]
    [InlineData("network")]
    [InlineData("storage")]
    [InlineData("compute")]
    [InlineData("guarantees")]
    public async Task Engine_that_cannot_keep_what_the_level_asks_for_is_refused(string missing)
    {
        await using Platform platform = await Platform.CreateAsync(level: IsolationLevel.Hard);
        platform.Engine.AddNode(new Node("acmes", platform.Acme));
        EngineCapabilities all = platform.Engine.Capabilities;
        platform.Engine.Capabilities = missing switch
        {
            "network" => all with { Network = EngineSupport.Accounted },
            "storage" => all with { Storage = EngineSupport.None },
            "compute" => all with { Compute = EngineSupport.Accounted },
            _ => all with { ResourceGuarantees = EngineSupport.Accounted },
        };
        Func<Task> deploy = () => platform.DeployAsync().AsTask();

        (await deploy.Should().ThrowAsync<AppDeploymentException>()).Which.Step.Should().Be(AppStep.Isolation);
        platform.Engine.Capabilities = all with { Storage = EngineSupport.Accounted };
        await platform.DeployAsync();
    }

    [Fact]
    public async Task Silent_node_is_not_chosen()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.AddNode(new Node("second"));
        platform.Engine.Faults.Silence("memory");

        (await platform.DeployAsync()).Source.Should().Be("second");
    }

    [Fact]
    public async Task Level_that_was_raised_is_violated_until_the_app_is_redeployed()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        (await platform.Apps.FindViolationsAsync(platform.Acme, Cancellation)).Should().BeEmpty();

        await platform.Host.Tenants.UpdateIsolationLevelAsync(platform.Acme, IsolationLevel.NetworkOnly, Cancellation);
        (await platform.Apps.FindViolationsAsync(platform.Acme, Cancellation)).Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { App = platform.Key(), Aspect = IsolationAspect.Network });
        await platform.Apps.RedeployAsync(platform.Acme, Platform.Shop(), cancellationToken: Cancellation);

        (await platform.Apps.FindViolationsAsync(platform.Acme, Cancellation)).Should().BeEmpty();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Hard_level_on_a_shared_node_is_violated_in_every_aspect()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.AddSharedVolume(new Volume("news"));
        await platform.DeployAsync(Platform.Shop() with { Volumes = [VolumeMount.Shared("news", "/news")] });
        await platform.Host.Tenants.UpdateIsolationLevelAsync(platform.Acme, IsolationLevel.Hard, Cancellation);

        (await platform.Apps.FindViolationsAsync(platform.Acme, Cancellation)).Select(v => v.Aspect).Should().BeEquivalentTo(Enum.GetValues<IsolationAspect>());

        Func<Task> scale = () => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 3, cancellationToken: Cancellation).AsTask();
        (await scale.Should().ThrowAsync<AppDeploymentException>("nothing more is added to it")).Which.Step.Should().Be(AppStep.Isolation);
    }

    [Fact]
    public async Task App_that_runs_with_less_than_the_level_is_not_scaled_up_before_it_is_redeployed()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Host.Tenants.UpdateIsolationLevelAsync(platform.Acme, IsolationLevel.NetworkOnly, Cancellation);
        Func<Task> scale = () => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 3, cancellationToken: Cancellation).AsTask();

        AppDeploymentException refusal = (await scale.Should().ThrowAsync<AppDeploymentException>()).Which;
        refusal.Step.Should().Be(AppStep.Isolation);
        refusal.Reason.Should().Contain("redeploy it first");
        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 1, cancellationToken: Cancellation);
        await platform.Apps.RedeployAsync(platform.Acme, Platform.Shop(1), cancellationToken: Cancellation);
        await scale();

        await platform.Host.Tenants.UpdateIsolationLevelAsync(platform.Acme, IsolationLevel.Soft, Cancellation);
        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 4, cancellationToken: Cancellation);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Resumed_app_runs_as_its_tenants_level_asks_for_by_then()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Host.Tenants.SuspendTenantAsync(platform.Acme, "test", Cancellation);
        await platform.Host.Tenants.UpdateIsolationLevelAsync(platform.Acme, IsolationLevel.NetworkOnly, Cancellation);

        await platform.Host.Tenants.ResumeTenantAsync(platform.Acme, Cancellation);

        EngineApp app = (await platform.OnEngineAsync())!;
        app.IsReady.Should().BeTrue();
        app.Desired.Isolation.Should().Be(IsolationLevel.NetworkOnly.Settings);
        (await platform.Apps.FindViolationsAsync(platform.Acme, Cancellation)).Should().BeEmpty();
    }

    [Fact]
    public async Task App_that_the_level_does_not_let_run_by_now_stays_suspended_until_it_may()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Host.Tenants.SuspendTenantAsync(platform.Acme, "test", Cancellation);
        await platform.Host.Tenants.UpdateIsolationLevelAsync(platform.Acme, IsolationLevel.Hard, Cancellation);

        await platform.Host.Tenants.ResumeTenantAsync(platform.Acme, Cancellation);
        for (int i = 0; i < 8; i++)
        {
            (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeTrue();
        }

        (await platform.OnEngineAsync())!.Replicas.Should().BeEmpty();
        EventPage reported = await platform.Host.Tenants.ReadEventsAsync(new EventQuery { Tenant = platform.Acme, Kinds = [nameof(WorkloadReported)] }, Cancellation);
        reported.Events.Should().HaveCount(2, "by who resumed the tenant, and once by the passes").And.AllBeOfType<WorkloadReported>().Which.Should().OnlyContain(e => e.Reason == AppReportReasons.StaysSuspended);
        (await platform.HeldAsync()).Should().Be(Platform.Held(2));
        await platform.Host.Tenants.UpdateIsolationLevelAsync(platform.Acme, IsolationLevel.Soft, Cancellation);
        await platform.Apps.RedeployAsync(platform.Acme, Platform.Shop(), cancellationToken: Cancellation);
        (await platform.OnEngineAsync())!.Replicas.Should().HaveCount(2);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Volume_that_the_engine_cannot_keep_apart_is_refused()
    {
        await using Platform platform = await Platform.CreateAsync(level: IsolationLevel.Hard);
        platform.Engine.AddNode(new Node("acmes", platform.Acme));
        platform.Engine.Capabilities = platform.Engine.Capabilities with { Storage = EngineSupport.None };

        Func<Task> create = () => platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation).AsTask();

        (await create.Should().ThrowAsync<AppDeploymentException>()).Which.Step.Should().Be(AppStep.Isolation);
        (await platform.AllocationAsync("volume/web/data")).Should().BeNull();
    }
}
