namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>Changes that somebody builds on once they are applied and committed, and before they are finished.</summary>
public sealed class OvertakenChangeTests
{
    private static readonly Dictionary<string, Func<Platform, AppVersion?, Task>> Changes = new()
    {
        ["redeploy"] = (p, v) => p.Apps.RedeployAsync(p.Acme, Platform.Shop() with { Image = "nginx:1.28" }, v, Cancellation).AsTask(),
        ["more"] = (p, v) => p.Apps.ScaleAsync(p.Acme, "web", "shop", 5, v, Cancellation).AsTask(),
        ["start"] = (p, v) => p.Apps.StartAsync(p.Acme, "web", "shop", v, Cancellation).AsTask(),
    };

    public static TheoryData<string> Verbs => [.. Changes.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Change_of_what_was_seen_that_somebody_builds_on_is_never_said_to_have_changed_nothing(string change)
    {
        await using Platform platform = await RunningAsync(change);
        AppVersion seen = (await platform.FindAsync())!.Version;
        ScaleBeforeItIsFinished(platform);

        AppDeploymentException failure = (await platform.Awaiting(p => Changes[change](p, seen)).Should().ThrowAsync<AppDeploymentException>()).Which;

        (failure.Step, failure.IsUndone).Should().Be((AppStep.Commit, false), "it runs, with what was changed since");
        failure.Reason.Should().Contain("may be done");
        await ShouldBeBuiltOnAsync(platform, change);
    }

    [Fact]
    public async Task App_that_somebody_redeploys_before_its_deployment_is_finished_is_never_said_not_to_be_deployed()
    {
        await using Platform platform = await Platform.CreateAsync();
        BeforeItIsFinished(platform, p => p.Apps.RedeployAsync(p.Acme, Platform.Shop() with { Image = "nginx:1.28" }, cancellationToken: Cancellation));

        AppDeploymentException failure = (await platform.Awaiting(p => p.DeployAsync().AsTask()).Should().ThrowAsync<AppDeploymentException>()).Which;

        failure.IsUndone.Should().BeFalse();
        (await platform.OnEngineAsync())!.Desired.Spec.Image.Should().Be("nginx:1.28");
        await platform.ShouldAgreeAsync();
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Change_of_whatever_is_there_is_decided_on_anew(string change)
    {
        await using Platform platform = await RunningAsync(change);
        ScaleBeforeItIsFinished(platform);

        await Changes[change](platform, null);

        DesiredApp desired = (await platform.OnEngineAsync())!.Desired;
        desired.Spec.Replicas.Should().Be(change switch { "redeploy" => 2, "more" => 5, _ => 7 });
        await platform.ShouldAgreeAsync();
    }

    private static void ScaleBeforeItIsFinished(Platform platform) =>
        BeforeItIsFinished(platform, p => p.Apps.ScaleAsync(p.Acme, "web", "shop", 7, cancellationToken: Cancellation));

    private static void BeforeItIsFinished(Platform platform, Func<Platform, ValueTask<App>> other)
    {
        int applied = 0;
        platform.Engine.Faults.Before = async (verb, _) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync) && ++applied == 2)
            {
                platform.Engine.Faults.Before = null;
                await other(platform);
            }
        };
    }

    private static async Task ShouldBeBuiltOnAsync(Platform platform, string change)
    {
        DesiredApp desired = (await platform.OnEngineAsync())!.Desired;
        (desired.Spec.Replicas, desired.Spec.Image, desired.IsStopped).Should().Be((7, change == "redeploy" ? "nginx:1.28" : "nginx:1.27", false));
        await platform.ShouldAgreeAsync();
    }

    private static async Task<Platform> RunningAsync(string change)
    {
        Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        if (change == "start")
        {
            await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        }

        return platform;
    }
}
