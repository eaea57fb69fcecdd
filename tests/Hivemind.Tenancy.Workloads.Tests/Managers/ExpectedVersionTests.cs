namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>Changes on top of what the caller has seen, and of nothing else.</summary>
public sealed class ExpectedVersionTests
{
    private static readonly Dictionary<string, Func<Platform, AppVersion?, Task>> Changes = new()
    {
        ["redeploy"] = (p, v) => p.Apps.RedeployAsync(p.Acme, Platform.Shop(3) with { Image = "nginx:1.28" }, v, Cancellation).AsTask(),
        ["more"] = (p, v) => p.Apps.ScaleAsync(p.Acme, "web", "shop", 5, v, Cancellation).AsTask(),
        ["fewer"] = (p, v) => p.Apps.ScaleAsync(p.Acme, "web", "shop", 1, v, Cancellation).AsTask(),
        ["stop"] = (p, v) => p.Apps.StopAsync(p.Acme, "web", "shop", v, Cancellation).AsTask(),
        ["start"] = (p, v) => p.Apps.StartAsync(p.Acme, "web", "shop", v, Cancellation).AsTask(),
        ["remove"] = (p, v) => p.Apps.RemoveAsync(p.Acme, "web", "shop", v, Cancellation).AsTask(),
    };

    private static readonly Dictionary<string, Func<Platform, Task>> Others = new()
    {
        ["scaled"] = p => p.Apps.ScaleAsync(p.Acme, "web", "shop", 3, cancellationToken: Cancellation).AsTask(),
        ["redeployed"] = p => p.Apps.RedeployAsync(p.Acme, Platform.Shop() with { Image = "nginx:other" }, cancellationToken: Cancellation).AsTask(),
        ["stopped or started"] = async p => await ((await p.FindAsync())!.State == AppState.Stopped
            ? p.Apps.StartAsync(p.Acme, "web", "shop", cancellationToken: Cancellation)
            : p.Apps.StopAsync(p.Acme, "web", "shop", cancellationToken: Cancellation)),
        ["made anew"] = async p =>
        {
            await p.Apps.RemoveAsync(p.Acme, "web", "shop", cancellationToken: Cancellation);
            await p.DeployAsync();
        },
    };

    public static MatrixTheoryData<string, string> Pairs => new(Changes.Keys, Others.Keys);

    /// <summary>Without the one that wants the very same.</summary>
    public static TheoryData<string, string> DifferentPairs => new(
        Changes.Keys.SelectMany(change => Others.Keys.Select(other => (change, other))).Where(p => p is not ("stop", "stopped or started")));

    public static TheoryData<string> Verbs => [.. Changes.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Change_of_what_was_seen_is_done(string change)
    {
        await using Platform platform = await RunningAsync(change);
        AppVersion seen = (await platform.FindAsync())!.Version;

        await Changes[change](platform, seen);

        (await platform.FindAsync())?.Version.Should().NotBe(seen);
        await platform.ShouldAgreeAsync();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Change_of_what_was_seen_before_is_refused_and_changes_and_holds_nothing(string change, string other)
    {
        await using Platform platform = await RunningAsync(change);
        AppVersion seen = (await platform.FindAsync())!.Version;
        await Others[other](platform);
        await StopAsync(platform, change);
        EngineApp before = (await platform.OnEngineAsync())!;

        await ShouldConflictAsync(platform, change, seen);

        (await platform.OnEngineAsync())!.Desired.Should().Be(before.Desired);
        await platform.ShouldAgreeAsync();
    }

    [Theory]
    [MemberData(nameof(DifferentPairs))]
    public async Task Change_is_refused_when_somebody_comes_between_the_look_and_the_act(string change, string other)
    {
        await using Platform platform = await RunningAsync(change);
        string[] verbs = [nameof(IWorkloadEngine.PlaceAsync), nameof(IWorkloadEngine.ApplyAsync), nameof(IWorkloadEngine.RemoveAsync)];
        AppVersion seen = (await platform.FindAsync())!.Version;
        DesiredApp? between = null;
        platform.Engine.Faults.Before = async (verb, _) =>
        {
            if (verbs.Contains(verb))
            {
                platform.Engine.Faults.Before = null;
                await Others[other](platform);
                between = (await platform.OnEngineAsync())!.Desired;
            }
        };

        await ShouldConflictAsync(platform, change, seen);

        between.Should().NotBeNull();
        (await platform.OnEngineAsync())!.Desired.Should().Be(between);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Two_who_stop_what_they_saw_at_once_have_both_stopped_it()
    {
        await using Platform platform = await RunningAsync("stop");
        AppVersion seen = (await platform.FindAsync())!.Version;
        platform.Engine.Faults.Before = async (verb, _) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                platform.Engine.Faults.Before = null;
                await Changes["stop"](platform, seen);
            }
        };

        await Changes["stop"](platform, seen);

        App stopped = (await platform.FindAsync())!;
        (stopped.State, stopped.Version).Should().Be((AppState.Stopped, seen with { Generation = seen.Generation + 1 }), "it is one change, which both decided on the same");
        await platform.ShouldAgreeAsync();
    }

    [Theory]
    [InlineData("redeploy", "stopped or started")]
    [InlineData("more", "stopped or started")]
    [InlineData("redeploy", "made anew")]
    [InlineData("more", "made anew")]
    [InlineData("start", "made anew")]
    public async Task Change_that_holds_already_when_somebody_comes_first_gives_that_back(string change, string other)
    {
        await using Platform platform = await RunningAsync(change);
        AppVersion seen = (await platform.FindAsync())!.Version;
        DesiredApp? between = null;
        platform.Engine.Faults.Before = async (verb, _) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                platform.Engine.Faults.Before = null;
                await Others[other](platform);
                between = (await platform.OnEngineAsync())!.Desired;
            }
        };

        await ShouldConflictAsync(platform, change, seen);

        (await platform.OnEngineAsync())!.Desired.Should().Be(between);
        await platform.ShouldAgreeAsync();
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Version_of_an_app_that_is_gone_is_not_there(string change)
    {
        await using Platform platform = await RunningAsync(change);
        AppVersion seen = (await platform.FindAsync())!.Version;
        await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        (await platform.Awaiting(p => Changes[change](p, seen)).Should().ThrowAsync<AppNotFoundException>()).Which.App.Should().Be(platform.Key());
        (await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Should().BeFalse("it is gone, as was asked for");
        await platform.ShouldAgreeAsync();
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Version_that_no_app_has_is_refused(string change)
    {
        await using Platform platform = await RunningAsync(change);
        AppVersion seen = (await platform.FindAsync())!.Version;

        await ShouldConflictAsync(platform, change, default(AppVersion));
        await ShouldConflictAsync(platform, change, seen with { Generation = seen.Generation + 1 });
        await ShouldConflictAsync(platform, change, seen with { Instance = Guid.NewGuid() });

        (await platform.FindAsync())!.Version.Should().Be(seen);
    }

    [Fact]
    public async Task Of_eight_who_saw_the_same_one_changes_it()
    {
        for (int round = 0; round < 10; round++)
        {
            await using Platform platform = await Platform.CreateAsync();
            AppVersion seen = (await platform.DeployAsync()).Version;
            platform.Engine.Faults.Before = async (_, _) => await Task.Yield();
            int done = 0;
            await Task.WhenAll(Enumerable.Range(3, 8).Select(i => Task.Run(async () =>
            {
                try
                {
                    await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", i, seen, Cancellation);
                    Interlocked.Increment(ref done);
                }
                catch (AppConflictException)
                {
                    // Another was faster, or is.
                }
            })));

            done.Should().Be(1);
            await platform.Reconciler.ReconcileAsync(Cancellation);
            await platform.ShouldAgreeAsync();
        }
    }

    [Fact]
    public void Version_is_one_text_and_read_from_that_only()
    {
        AppVersion version = new(Guid.Parse("0123456789abcdef0123456789abcdef"), 7);

        version.ToString().Should().Be("0123456789abcdef0123456789abcdef-7");
        AppVersion.TryParse(version.ToString(), out AppVersion read).Should().BeTrue();
        read.Should().Be(version);
        foreach (string? text in new[]
        {
            null, string.Empty, "7", "0123456789ABCDEF0123456789abcdef-7", "0123456789abcdef0123456789abcdef-07", "0123456789abcdef0123456789abcdef-0",
            "0123456789abcdef0123456789abcdef--7", "0123456789abcdef0123456789abcdef-7 ", "0123456789abcdef0123456789abcdef-", "0123456789abcdef0123456789abcdef_7",
            "0123456789abcdef0123456789abcdef-9223372036854775808",
        })
        {
            AppVersion.TryParse(text, out _).Should().BeFalse(text);
        }
    }

    /// <summary>The shop, stopped where it is to be started.</summary>
    private static async Task<Platform> RunningAsync(string change)
    {
        Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await StopAsync(platform, change);
        return platform;
    }

    private static async Task StopAsync(Platform platform, string change)
    {
        if (change == "start")
        {
            await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        }
    }

    private static async Task ShouldConflictAsync(Platform platform, string change, AppVersion expected)
    {
        AppConflictException conflict = (await platform.Awaiting(p => Changes[change](p, expected)).Should().ThrowAsync<AppConflictException>()).Which;
        EngineApp now = (await platform.OnEngineAsync())!;
        conflict.ActualVersion.Should().Be(new AppVersion(now.Desired.Instance, now.Desired.Generation));
    }
}
