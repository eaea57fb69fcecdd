namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>Whatever step fails, or loses its answer: the error says which, and engine and ledger are as they were before.</summary>
public sealed class UndoTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Ways => [false, true];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Deploy_whose_apply_fails_leaves_nothing(bool isAnswerLost)
    {
        await using Platform platform = await Platform.CreateAsync();
        Break(platform, nameof(IWorkloadEngine.ApplyAsync), isAnswerLost);

        AppDeploymentException error = await FailsAsync(() => platform.DeployAsync().AsTask());

        error.Should().BeEquivalentTo(new { Step = AppStep.Apply, IsUndone = true, App = platform.Key() });
        error.InnerException.Should().BeOfType<WorkloadEngineException>();
        (await platform.OnEngineAsync()).Should().BeNull();
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Deploy_whose_commit_fails_leaves_nothing(bool isAnswerLost)
    {
        StoreFaults store = new();
        await using Platform platform = await Platform.CreateAsync(around: store.Around);
        Break(store, nameof(ITenantStore.CommitAsync), isAnswerLost);

        AppDeploymentException error = await FailsAsync(() => platform.DeployAsync().AsTask());

        error.Should().BeEquivalentTo(new { Step = AppStep.Commit, IsUndone = true, IsTransient = true });
        (await platform.OnEngineAsync()).Should().BeNull();
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Deploy_whose_hold_was_committed_by_a_reconciliation_leaves_nothing()
    {
        StoreFaults store = new();
        await using Platform platform = await Platform.CreateAsync(around: store.Around);
        platform.Engine.Faults.LoseAnswer(nameof(IWorkloadEngine.ApplyAsync));
        platform.Engine.Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.FindAsync) && platform.Engine.Sources.Count > 0 && await IsRecordedAsync(platform, token))
            {
                platform.Engine.Faults.Before = null;
                await platform.Reconciler.ReconcileAsync(token);
                (await platform.AllocationAsync())!.IsCommitted.Should().BeTrue();
            }
        };

        await FailsAsync(() => platform.DeployAsync().AsTask());

        (await platform.OnEngineAsync()).Should().BeNull();
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Deploy_that_was_finished_although_nobody_could_say_so_is_not_said_to_be_undone()
    {
        await using Platform platform = await Platform.CreateAsync();
        int applies = 0;
        platform.Engine.Faults.Before = (verb, _) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync) && ++applies == 2)
            {
                // The finishing answer is lost, and so is the one of who looks for it.
                platform.Engine.Faults.LoseAnswer(nameof(IWorkloadEngine.ApplyAsync));
                platform.Engine.Faults.Fail(nameof(IWorkloadEngine.FindAsync));
            }

            return Task.CompletedTask;
        };

        AppDeploymentException error = await FailsAsync(() => platform.DeployAsync().AsTask());

        error.Should().BeEquivalentTo(new { Step = AppStep.Commit, IsUndone = false });
        (await platform.OnEngineAsync())!.IsReady.Should().BeTrue();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Deploy_that_cannot_be_undone_says_so_and_is_settled_later()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.Faults.LoseAnswer(nameof(IWorkloadEngine.ApplyAsync));
        platform.Engine.Faults.Fail(nameof(IWorkloadEngine.RemoveAsync));

        AppDeploymentException error = await FailsAsync(() => platform.DeployAsync().AsTask());

        error.IsUndone.Should().BeFalse();
        (await platform.OnEngineAsync()).Should().NotBeNull();
        await platform.Reconciler.ReconcileAsync(Cancellation);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Cancelled_deploy_is_undone()
    {
        await using Platform platform = await Platform.CreateAsync();
        using CancellationTokenSource cancelled = new();
        platform.Engine.Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                await cancelled.CancelAsync();
                token.ThrowIfCancellationRequested();
            }
        };

        Func<Task> deploy = () => platform.Apps.DeployAsync(platform.Acme, Platform.Shop(), cancelled.Token).AsTask();

        await deploy.Should().ThrowAsync<OperationCanceledException>();
        (await platform.OnEngineAsync()).Should().BeNull();
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [InlineData(1, false)]
    public async Task Scale_whose_apply_fails_is_as_before(int replicas, bool isAnswerLost)
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        Break(platform, nameof(IWorkloadEngine.ApplyAsync), isAnswerLost);

        AppDeploymentException error = await FailsAsync(() => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", replicas, cancellationToken: Cancellation).AsTask());

        error.Should().BeEquivalentTo(new { Step = AppStep.Apply, IsUndone = true });
        (await platform.OnEngineAsync())!.Replicas.Should().HaveCount(2);
        (await platform.HeldAsync()).Should().Be(Platform.Held(2));
        await platform.ShouldAgreeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Scale_whose_commit_fails_is_as_before(bool isAnswerLost)
    {
        StoreFaults store = new();
        await using Platform platform = await Platform.CreateAsync(around: store.Around);
        await platform.DeployAsync();
        Break(store, nameof(ITenantStore.CommitAsync), isAnswerLost);

        AppDeploymentException error = await FailsAsync(() => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 4, cancellationToken: Cancellation).AsTask());

        error.Step.Should().Be(AppStep.Commit);
        (await platform.HeldAsync()).Should().Be(Platform.Held(2));
        await platform.ShouldAgreeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Start_whose_apply_fails_stays_stopped(bool isAnswerLost)
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        Break(platform, nameof(IWorkloadEngine.ApplyAsync), isAnswerLost);

        await FailsAsync(() => platform.Apps.StartAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation).AsTask());

        (await platform.OnEngineAsync())!.Desired.IsStopped.Should().BeTrue();
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Redeploy_whose_apply_fails_is_as_before(bool isAnswerLost)
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        Break(platform, nameof(IWorkloadEngine.ApplyAsync), isAnswerLost);

        await FailsAsync(() => platform.Apps.RedeployAsync(platform.Acme, Platform.Shop(3) with { Image = "nginx:1.28" }, cancellationToken: Cancellation).AsTask());

        EngineApp app = (await platform.OnEngineAsync())!;
        app.Desired.Spec.Should().Be(Platform.Shop());
        app.IsReady.Should().BeTrue();
        await platform.ShouldAgreeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Volume_whose_creation_fails_is_not_there(bool isAnswerLost)
    {
        await using Platform platform = await Platform.CreateAsync();
        Break(platform, nameof(IWorkloadEngine.CreateVolumeAsync), isAnswerLost);

        await FailsAsync(() => platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation).AsTask());

        (await platform.Apps.ListVolumesAsync(platform.Acme, Cancellation)).Should().BeEmpty();
        (await platform.AllocationAsync("volume/web/data")).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Removal_that_fails_is_settled_by_doing_it_again(bool isAnswerLost)
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        Break(platform, nameof(IWorkloadEngine.RemoveAsync), isAnswerLost);
        Func<Task> remove = () => platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation).AsTask();
        await remove.Should().ThrowAsync<WorkloadEngineException>();

        (await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Should().Be(!isAnswerLost);

        (await platform.OnEngineAsync()).Should().BeNull();
        (await platform.AllocationAsync()).Should().BeNull();
    }

    private static async Task<bool> IsRecordedAsync(Platform platform, CancellationToken cancellationToken) =>
        (await platform.Engine.ListAsync("memory", platform.Acme, cancellationToken)).Apps.Count > 0;

    private static void Break(Platform platform, string verb, bool isAnswerLost)
    {
        if (isAnswerLost)
        {
            platform.Engine.Faults.LoseAnswer(verb);
        }
        else
        {
            platform.Engine.Faults.Fail(verb);
        }
    }

    private static void Break(StoreFaults store, string verb, bool isAnswerLost)
    {
        store.FailsIn = isAnswerLost ? null : verb;
        store.LosesAnswerOf = isAnswerLost ? verb : null;
    }

    private static async Task<AppDeploymentException> FailsAsync(Func<Task> act) => (await act.Should().ThrowAsync<AppDeploymentException>()).Which;
}
