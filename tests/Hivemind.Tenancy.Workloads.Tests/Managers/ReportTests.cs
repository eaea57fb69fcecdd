using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>What becomes of apps is told to their tenant.</summary>
public sealed class ReportTests
{
    private static readonly AppSpec Job = new()
    {
        Name = "shop",
        Namespace = "web",
        Image = "report:1",
        PerReplica = new ResourceAmounts { MemoryBytes = 1 << 20 },
        Job = new AppJob { Retries = 0, Deadline = TimeSpan.FromMinutes(10) },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Whatever changes an app, and the verb of the engine that fails in it.</summary>
    public static TheoryData<string, string> Changes => new()
    {
        { "deploy", nameof(IWorkloadEngine.PlaceAsync) },
        { "deploy", nameof(IWorkloadEngine.ApplyAsync) },
        { "scale", nameof(IWorkloadEngine.ApplyAsync) },
        { "redeploy", nameof(IWorkloadEngine.ApplyAsync) },
        { "start", nameof(IWorkloadEngine.ApplyAsync) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_that_fails_is_told_with_its_step_and_why(string change, string failing)
    {
        await using Platform platform = await Platform.CreateAsync();
        if (change != "deploy")
        {
            await platform.DeployAsync();
        }

        if (change == "start")
        {
            await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        }

        platform.Engine.Faults.Fail(failing);
        TenancyException error;
        using (TenantContext.User(TestTenants.Owner).Enter())
        {
            error = (await new Func<Task>(() => ChangeAsync(platform, change)).Should().ThrowAsync<TenancyException>()).Which;
        }

        WorkloadReported told = (await ReportsAsync(platform)).Should().ContainSingle().Which;
        told.Should().BeEquivalentTo(new { Subject = "app/web/shop", Reason = AppReportReasons.DeploymentFailed, Actor = TestTenants.Owner });
        told.Message.Should().Contain($"{failing} fails, as it was told to.").And.EndWith(error.Message);
    }

    [Fact]
    public async Task Deployment_that_is_refused_before_anything_is_done_is_the_callers_to_know_only_however_often_it_asks()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 1 }, IsolationLevel.Hard);
        platform.Engine.AddNode(new Node("own", platform.Acme));

        for (int i = 0; i < 20; i++)
        {
            await new Func<Task>(() => platform.DeployAsync().AsTask()).Should().ThrowAsync<QuotaExceededException>();
        }

        platform.Engine.Capabilities = new EngineCapabilities { NetworkReason = "Node 'own' was not tried." };
        AppDeploymentException refused = (await new Func<Task>(() => platform.DeployAsync().AsTask()).Should().ThrowAsync<AppDeploymentException>()).Which;

        refused.Reason.Should().EndWith("The engine does not keep networks apart. Node 'own' was not tried.");
        (await ReportsAsync(platform)).Should().BeEmpty();
    }

    [Fact]
    public async Task Redeployment_that_is_not_ready_in_time_is_told()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        platform.Engine.IsReadyAtOnce = false;
        AppSpec next = Platform.Shop() with { Image = "nginx:1.28", Readiness = new AppReadiness { Deadline = TimeSpan.FromSeconds(5) } };
        next = next with { Restart = RestartPolicy.Never };
        Task redeploying = platform.Apps.RedeployAsync(platform.Acme, next, cancellationToken: Cancellation).AsTask();
        while ((await platform.OnEngineAsync())!.Replicas.All(r => r.State != ReplicaState.Running))
        {
            await Task.Delay(2, Cancellation);
        }

        platform.Engine.Exit(platform.Key(), 1, (await platform.OnEngineAsync())!.Replicas.Single(r => r.IsCurrent).Id, "It cannot read its settings.");
        while (!redeploying.IsCompleted)
        {
            platform.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2, Cancellation);
        }

        await new Func<Task>(() => redeploying).Should().ThrowAsync<AppDeploymentException>();
        (await ReportsAsync(platform)).Should().ContainSingle().Which.Message.Should().Contain("the step Readiness: 0 of 2 replicas").And.EndWith("The last: It cannot read its settings.");
    }

    [Fact]
    public async Task Refusals_that_are_the_callers_alone_are_not_told()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();

        await new Func<Task>(() => platform.DeployAsync(Platform.Shop() with { Image = "nginx:1.28" }).AsTask()).Should().ThrowAsync<AppConflictException>();
        await new Func<Task>(() => platform.Apps.ScaleAsync(platform.Acme, "web", "absent", 2, cancellationToken: Cancellation).AsTask()).Should().ThrowAsync<AppNotFoundException>();

        (await ReportsAsync(platform)).Should().BeEmpty();
    }

    [Fact]
    public async Task Text_of_the_hosts_own_code_is_not_told()
    {
        await using Platform platform = await Platform.CreateAsync(configure: builder => builder.Services.AddSingleton<ISecretResolver>(new Failing()));

        await new Func<Task>(() => platform.DeployAsync(Platform.Shop() with { Secrets = new Dictionary<string, SecretReference> { ["TOKEN"] = new("token") } }).AsTask())
            .Should().ThrowAsync<AppDeploymentException>();

        (await ReportsAsync(platform)).Should().ContainSingle().Which.Message.Should().NotContain("hunter2");
    }

    [Fact]
    public async Task Report_that_cannot_be_made_changes_nothing_else()
    {
        StoreFaults store = new();
        await using Platform platform = await Platform.CreateAsync(around: store.Around);
        platform.Engine.Faults.Fail(nameof(IWorkloadEngine.ApplyAsync));
        store.FailsIn = nameof(ITenantStore.ReportAsync);

        AppDeploymentException error = (await new Func<Task>(() => platform.DeployAsync().AsTask()).Should().ThrowAsync<AppDeploymentException>()).Which;

        store.FailsIn.Should().BeNull("it was tried");
        error.Should().BeEquivalentTo(new { Step = AppStep.Apply, IsUndone = true });
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Stray_that_a_pass_removes_is_told()
    {
        await using Platform platform = await Platform.CreateAsync(options: o => o.Strays = StrayPolicy.Remove);
        App app = await platform.DeployAsync();
        await platform.Host.Quotas.ReleaseAsync(platform.Acme, "app/web/shop", null, Cancellation);

        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await platform.OnEngineAsync()).Should().BeNull();
        WorkloadReported told = (await ReportsAsync(platform)).Should().ContainSingle().Which;
        told.Should().BeEquivalentTo(new { Subject = "app/web/shop", Reason = AppReportReasons.DeploymentFailed });
        told.Message.Should().Contain($"removed from '{app.Source}'");
    }

    [Fact]
    public async Task Job_that_fails_is_told_once()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.JobsEndAtOnce = false;
        await platform.DeployAsync(Job);
        platform.Engine.Exit(platform.Key(), 3, reason: "It found\nno input.");

        for (int i = 0; i < 3; i++)
        {
            await platform.Reconciler.ReconcileAsync(Cancellation);
        }

        WorkloadReported told = (await ReportsAsync(platform)).Should().ContainSingle().Which;
        told.Should().BeEquivalentTo(new { Subject = "app/web/shop", Reason = AppReportReasons.JobFailed, Message = "Job 'web/shop of acme' has failed: It found no input." });
    }

    [Fact]
    public async Task Job_that_fails_before_it_is_committed_or_is_stopped_since_is_told_once()
    {
        Platform? platform = null;
        bool isDue = true;
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (isDue && method.Name == nameof(ITenantStore.CommitAsync))
            {
                isDue = false;
                platform!.Engine.Exit(platform.Key(), 3);
            }

            return call();
        });
        await using Platform disposal = platform;
        platform.Engine.JobsEndAtOnce = false;

        await platform.DeployAsync(Job);
        (await ReportsAsync(platform)).Should().ContainSingle().Which.Message.Should().EndWith("It ended with exit code 3.");

        await platform.Apps.RedeployAsync(platform.Acme, Job with { Image = "report:2" }, cancellationToken: Cancellation);
        platform.Engine.Exit(platform.Key(), 4);
        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await ReportsAsync(platform)).Select(r => r.Reason).Should().Equal(AppReportReasons.JobFailed, AppReportReasons.JobFailed);
    }

    [Fact]
    public async Task Job_that_succeeds_is_not_told()
    {
        await using Platform platform = await Platform.CreateAsync();

        await platform.DeployAsync(Job);
        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await ReportsAsync(platform)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(RestartPolicy.Always)]
    [InlineData(RestartPolicy.Never)]
    public async Task Replica_that_is_ended_for_its_memory_is_told_once_each_time_over_all_hosts(RestartPolicy restart)
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Platform.Shop() with { Restart = restart });
        AppEnds otherHost = ActivatorUtilities.CreateInstance<AppEnds>(platform.Host.Services);
        platform.Engine.Exit(platform.Key(), 137, isOutOfMemory: true);

        for (int i = 0; i < 3; i++)
        {
            await platform.Reconciler.ReconcileAsync(Cancellation);
            await otherHost.TellAsync("memory", platform.Acme, await platform.Engine.ListAsync("memory", platform.Acme, Cancellation), [], Cancellation);
        }

        WorkloadReported told = (await ReportsAsync(platform)).Should().ContainSingle().Which;
        told.Should().BeEquivalentTo(new { Subject = "app/web/shop", Reason = AppReportReasons.OutOfMemory });
        told.Message.Should().Contain("more memory than it may");

        platform.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        platform.Engine.Exit(platform.Key(), 137, isOutOfMemory: true);
        await platform.Reconciler.ReconcileAsync(Cancellation);
        (await ReportsAsync(platform)).Should().HaveCount(2).And.OnlyHaveUniqueItems(r => r.Message);
    }

    [Fact]
    public async Task What_ended_long_ago_is_no_news_to_a_host_that_starts()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        platform.Engine.Exit(platform.Key(), 137, isOutOfMemory: true);
        platform.Host.Clock.Advance(TimeSpan.FromHours(2));

        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await ReportsAsync(platform)).Should().BeEmpty();
    }

    [Fact]
    public async Task End_that_could_not_be_told_is_told_at_the_next_look()
    {
        StoreFaults store = new();
        await using Platform platform = await Platform.CreateAsync(around: store.Around);
        await platform.DeployAsync();
        platform.Engine.Exit(platform.Key(), 137, isOutOfMemory: true);
        store.FailsIn = nameof(ITenantStore.ReportAsync);

        (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeTrue("what is held is settled");
        (await ReportsAsync(platform)).Should().BeEmpty();
        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await ReportsAsync(platform)).Should().ContainSingle();
    }

    [Fact]
    public async Task App_that_stays_suspended_is_told()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Host.Tenants.SuspendTenantAsync(platform.Acme, "test", Cancellation);
        await platform.Host.Tenants.UpdateIsolationLevelAsync(platform.Acme, IsolationLevel.Hard, Cancellation);

        await platform.Host.Tenants.ResumeTenantAsync(platform.Acme, Cancellation);

        (await ReportsAsync(platform)).Should().ContainSingle().Which.Reason.Should().Be(AppReportReasons.StaysSuspended);
    }

    private static Task<App> ChangeAsync(Platform platform, string change) => change switch
    {
        "deploy" => platform.DeployAsync().AsTask(),
        "scale" => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 4, cancellationToken: Cancellation).AsTask(),
        "redeploy" => platform.Apps.RedeployAsync(platform.Acme, Platform.Shop() with { Image = "nginx:1.28" }, cancellationToken: Cancellation).AsTask(),
        _ => platform.Apps.StartAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation).AsTask(),
    };

    private static async Task<IReadOnlyList<WorkloadReported>> ReportsAsync(Platform platform)
    {
        EventPage page = await platform.Host.Tenants.ReadEventsAsync(new EventQuery { Tenant = platform.Acme, Kinds = [nameof(WorkloadReported)], Limit = 1000 }, Cancellation);
        platform.Host.Events.Of<WorkloadReported>().Should().Equal(page.Events.Cast<WorkloadReported>(), "handlers receive them, too");
        return [.. page.Events.Cast<WorkloadReported>()];
    }

    private sealed class Failing : ISecretResolver
    {
        public ValueTask<string?> ResolveAsync(AppKey app, SecretReference secret, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("vault?password=hunter2 does not answer");
    }
}
