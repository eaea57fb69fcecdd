namespace Hivemind.Tenancy.Workloads.Tests.Managers;

public sealed class JobTests
{
    private static readonly AppSpec Job = new()
    {
        Name = "shop",
        Namespace = "web",
        Image = "report:1",
        PerReplica = new ResourceAmounts { CpuCores = 0.5m },
        Job = new AppJob { Retries = 1, Deadline = TimeSpan.FromMinutes(10) },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_that_has_ended_holds_nothing_and_is_kept()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.JobsEndAtOnce = false;
        await platform.DeployAsync(Job);
        (await platform.HeldAsync()).Should().Be(new ResourceAmounts { CpuCores = 0.5m, Containers = 1 });

        platform.Engine.Exit(platform.Key(), 0);
        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await StateAsync(platform)).Should().Be(AppState.Succeeded);
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Job_that_ends_before_it_is_committed_holds_nothing_when_it_is_acknowledged()
    {
        await using Platform platform = await Platform.CreateAsync();

        App app = await platform.DeployAsync(Job);

        app.State.Should().Be(AppState.Succeeded);
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Job_is_tried_as_often_as_it_says_and_then_has_failed()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.JobsEndAtOnce = false;
        await platform.DeployAsync(Job);

        platform.Engine.Exit(platform.Key(), 1);
        (await StateAsync(platform)).Should().Be(AppState.Ready, "it runs again");
        platform.Engine.Exit(platform.Key(), 137, reason: "It ran out of memory.");

        App app = (await platform.Apps.FindAppAsync(platform.Acme, "web", "shop", Cancellation))!;
        app.State.Should().Be(AppState.Failed);
        app.Replicas.Should().ContainSingle().Which.Should().BeEquivalentTo(new { ExitCode = 137, Reason = "It ran out of memory." });
    }

    [Fact]
    public async Task Job_that_runs_longer_than_it_may_has_failed()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.JobsEndAtOnce = false;
        await platform.DeployAsync(Job);

        platform.Host.Clock.Advance(TimeSpan.FromMinutes(10));
        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await StateAsync(platform)).Should().Be(AppState.Failed);
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public void Job_between_two_attempts_is_pending()
    {
        DesiredApp desired = new()
        {
            Key = new AppKey(TestTenants.Tenant(), "web", "shop"),
            Instance = Guid.NewGuid(),
            Generation = 1,
            Spec = Job,
            Source = "memory",
            Isolation = IsolationLevel.Soft.Settings,
        };
        EngineApp between = new(desired, [new EngineReplica("a", ReplicaState.Exited, IsCurrent: true, DateTimeOffset.UnixEpoch) { ExitCode = 1 }]);

        App.Of(between).State.Should().Be(AppState.Pending);
        App.Of(between with { Outcome = JobOutcome.Failed }).State.Should().Be(AppState.Failed);
    }

    [Fact]
    public async Task Job_that_has_ended_ends_what_follows_its_logs_and_says_which_deadline_it_missed()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.JobsEndAtOnce = false;
        await platform.DeployAsync(Job);
        platform.Engine.Write(platform.Key(), "half");
        List<string> lines = [];
        Task following = Task.Run(
            async () =>
            {
                await foreach (AppLogLine line in await platform.Apps.ReadLogsAsync(platform.Acme, "web", "shop", new AppLogQuery { Follow = true }, Cancellation))
                {
                    lines.Add(line.Text);
                }
            },
            Cancellation);

        platform.Host.Clock.Advance(TimeSpan.FromMinutes(10));
        await platform.Reconciler.ReconcileAsync(Cancellation);
        await following.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        lines.Should().Equal("half");
        (await platform.OnEngineAsync())!.Replicas[^1].Reason.Should().Be("It ran longer than its deadline of 600 s.");
    }

    [Fact]
    public async Task Job_has_one_replica()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.JobsEndAtOnce = false;
        Func<Task> two = () => platform.DeployAsync(Job with { Replicas = 2 }).AsTask();
        await two.Should().ThrowAsync<ArgumentException>().WithMessage("Replicas 2*job has 1*");

        await platform.DeployAsync(Job);
        Func<Task> scale = () => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 2, cancellationToken: Cancellation).AsTask();
        await scale.Should().ThrowAsync<ArgumentException>().WithMessage("*is a job*");
    }

    [Fact]
    public async Task Redeployed_job_runs_again()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Job);
        await platform.Reconciler.ReconcileAsync(Cancellation);
        platform.Engine.JobsEndAtOnce = false;

        App app = await platform.Apps.RedeployAsync(platform.Acme, Job with { Image = "report:2" }, cancellationToken: Cancellation);

        app.State.Should().Be(AppState.Ready);
        await platform.ShouldAgreeAsync();
    }

    [Theory]
    [InlineData(RestartPolicy.Always, 0, true)]
    [InlineData(RestartPolicy.OnFailure, 0, false)]
    [InlineData(RestartPolicy.OnFailure, 1, true)]
    [InlineData(RestartPolicy.Never, 1, false)]
    public async Task Restart_policy_says_what_becomes_of_a_replica_that_ends(RestartPolicy policy, int exitCode, bool isMadeAgain)
    {
        await using Platform platform = await Platform.CreateAsync();
        App before = await platform.DeployAsync(Platform.Shop() with { Restart = policy });

        platform.Engine.Exit(platform.Key(), exitCode);

        App app = (await platform.Apps.FindAppAsync(platform.Acme, "web", "shop", Cancellation))!;
        app.State.Should().Be(isMadeAgain ? AppState.Ready : AppState.Failed);
        app.Replicas.Any(r => r.Id == before.Replicas[0].Id).Should().Be(!isMadeAgain);
        (await platform.HeldAsync()).Should().Be(Platform.Held(2), "it is held by what is wanted");
    }

    private static async Task<AppState> StateAsync(Platform platform) => (await platform.Apps.FindAppAsync(platform.Acme, "web", "shop", Cancellation))!.State;
}
