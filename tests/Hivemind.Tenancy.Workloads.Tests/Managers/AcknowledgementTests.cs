namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>What was acknowledged to one caller, another's failure does not take back; and what nobody was told has come about does not stay.</summary>
public sealed class AcknowledgementTests
{
    private static readonly AppSpec Next = Platform.Shop() with { Image = "nginx:1.28", Readiness = new AppReadiness { Deadline = TimeSpan.FromSeconds(90) } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Same_change_of_two_callers_is_two_and_the_failure_of_one_leaves_the_others()
    {
        StoreFaults store = new();
        await using Platform platform = await Platform.CreateAsync(around: store.Around);
        await platform.DeployAsync();
        platform.Engine.Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                // Both have decided on the same: the second is done before the first applies, whose commit fails then.
                platform.Engine.Faults.Before = null;
                await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 4, cancellationToken: token);
                store.FailsIn = nameof(ITenantStore.CommitAsync);
            }
        };

        await TryAsync(platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 4, cancellationToken: Cancellation).AsTask());

        (await platform.OnEngineAsync())!.Desired.Spec.Replicas.Should().Be(4);
        store.FailsIn = null;
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Deployment_whose_commit_loses_its_answer_leaves_alone_what_was_confirmed_since()
    {
        Platform? platform = null;
        bool isDue = false;
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            object? result = call();
            if (isDue && method.Name == nameof(ITenantStore.CommitAsync))
            {
                isDue = false;
                platform!.DeployAsync().AsTask().GetAwaiter().GetResult();
                return Interceptor.Faulted(method.ReturnType, new TenancyStoreException("The answer is lost.", isTransient: true));
            }

            return result;
        });
        await using Platform disposal = platform;
        isDue = true;

        await TryAsync(platform.DeployAsync().AsTask());

        isDue.Should().BeFalse();
        (await platform.OnEngineAsync())!.IsReady.Should().BeTrue();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Two_deployments_of_the_same_that_fail_leave_nothing()
    {
        Platform? platform = null;
        int commits = -1;
        Task? second = null;
        TaskCompletionSource isSecondApplied = new();
        TaskCompletionSource isFirstUndone = new();
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            int commit = commits >= 0 && method.Name == nameof(ITenantStore.CommitAsync) ? Interlocked.Increment(ref commits) : 0;
            if (commit == 1)
            {
                second = Task.Run(() => platform!.DeployAsync().AsTask());
                isSecondApplied.Task.GetAwaiter().GetResult();
            }
            else if (commit == 2)
            {
                isSecondApplied.SetResult();
                isFirstUndone.Task.GetAwaiter().GetResult();
            }

            return commit is 1 or 2 ? Interceptor.Faulted(method.ReturnType, new TenancyStoreException("The store is down.", isTransient: true)) : call();
        });
        await using Platform disposal = platform;
        commits = 0;

        await new Func<Task>(() => platform.DeployAsync().AsTask()).Should().ThrowAsync<AppDeploymentException>();
        isFirstUndone.SetResult();
        await new Func<Task>(() => second!).Should().ThrowAsync<AppDeploymentException>();

        (await platform.OnEngineAsync()).Should().BeNull();
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Redeployment_that_is_repeated_waits_too_and_outlives_the_first()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        platform.Engine.IsReadyAtOnce = false;
        Task<App> first = platform.Apps.RedeployAsync(platform.Acme, Next, cancellationToken: Cancellation).AsTask();
        await PassAsync(platform, () => platform.Host.Clock.GetUtcNow(), TimeSpan.FromSeconds(30), first);
        Task<App> second = platform.Apps.RedeployAsync(platform.Acme, Next, cancellationToken: Cancellation).AsTask();
        await PassAsync(platform, () => platform.Host.Clock.GetUtcNow(), TimeSpan.FromSeconds(75), first);

        (await new Func<Task>(() => first).Should().ThrowAsync<AppDeploymentException>()).Which.Step.Should().Be(AppStep.Readiness);
        second.IsCompleted.Should().BeFalse("it is not ready");
        while (!second.IsCompleted)
        {
            platform.Engine.MakeReady(platform.Key());
            platform.Host.Clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(1, Cancellation);
        }

        (await second).Spec.Should().Be(Next);
        (await platform.OnEngineAsync())!.Desired.Should().BeEquivalentTo(new { Spec = Next, ChangeId = (Guid?)null, Former = (DesiredApp?)null }, o => o.ComparingByValue<AppSpec>());
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Redeployment_whose_host_has_stopped_is_taken_back_by_who_repeats_it()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        platform.Engine.IsReadyAtOnce = false;
        DesiredApp former = (await platform.OnEngineAsync())!.Desired;
        await platform.Engine.ApplyAsync(
            former with { Generation = former.Generation + 1, ChangeId = Guid.NewGuid(), Former = former, Spec = Next }, former.Generation, Cancellation);

        Task<App> again = platform.Apps.RedeployAsync(platform.Acme, Next, cancellationToken: Cancellation).AsTask();
        await PassAsync(platform, () => platform.Host.Clock.GetUtcNow(), TimeSpan.FromSeconds(100), again);

        (await new Func<Task>(() => again).Should().ThrowAsync<AppDeploymentException>()).Which.Should().BeEquivalentTo(new { Step = AppStep.Readiness, IsUndone = true });
        (await platform.OnEngineAsync())!.Desired.Spec.Should().Be(Platform.Shop());
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task App_that_was_redeployed_is_waited_for_when_it_is_so_again()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.IsReadyAtOnce = false;
        App pending = await platform.DeployAsync(Next);

        Task<App> again = platform.Apps.RedeployAsync(platform.Acme, Next, cancellationToken: Cancellation).AsTask();
        await Task.Delay(20, Cancellation);
        again.IsCompleted.Should().BeFalse();
        while (!again.IsCompleted)
        {
            platform.Engine.MakeReady(platform.Key());
            platform.Host.Clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(1, Cancellation);
        }

        (await again).Should().BeEquivalentTo(new { State = AppState.Ready, pending.Generation });
    }

    [Fact]
    public async Task App_that_is_acknowledged_bears_no_change_any_more()
    {
        await using Platform platform = await Platform.CreateAsync();
        Func<Task>[] changes =
        [
            () => platform.DeployAsync().AsTask(),
            () => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 3, cancellationToken: Cancellation).AsTask(),
            () => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 1, cancellationToken: Cancellation).AsTask(),
            () => platform.Apps.RedeployAsync(platform.Acme, Next, cancellationToken: Cancellation).AsTask(),
            () => platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation).AsTask(),
            () => platform.Apps.StartAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation).AsTask(),
        ];

        foreach (Func<Task> change in changes)
        {
            await change();
            (await platform.OnEngineAsync())!.Desired.Should().BeEquivalentTo(new { ChangeId = (Guid?)null, Former = (DesiredApp?)null });
        }
    }

    [Fact]
    public async Task Answer_that_is_lost_when_a_change_is_finished_is_looked_for()
    {
        await using Platform platform = await Platform.CreateAsync();
        int applied = 0;
        platform.Engine.Faults.Before = (verb, _) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync) && ++applied == 2)
            {
                platform.Engine.Faults.LoseAnswer(verb);
            }

            return Task.CompletedTask;
        };

        (await platform.DeployAsync()).State.Should().Be(AppState.Ready);

        applied.Should().Be(2);
        await platform.ShouldAgreeAsync();
    }

    /// <summary>Lets time pass, a second at a time, or until it is done.</summary>
    private static async Task PassAsync(Platform platform, Func<DateTimeOffset> now, TimeSpan time, Task task)
    {
        DateTimeOffset end = now() + time;
        while (now() < end && !task.IsCompleted)
        {
            await Task.Delay(2, Cancellation);
            platform.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await Task.Delay(20, Cancellation);
    }

    private static async Task TryAsync(Task change)
    {
        try
        {
            await change;
        }
        catch (AppDeploymentException)
        {
            // It may fail: what matters is what it leaves.
        }
    }
}
