using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Testing;

/// <summary>What takes time to end: it is there until it has, and held.</summary>
internal sealed class EndingCases : WorkloadCases
{
    public async Task ReplicasOfAStoppedAppAreThereUntilTheyHaveEnded()
    {
        if (await SlowAsync() is { } slow)
        {
            DesiredApp stopped = await ApplyAsync(Next(slow) with { IsStopped = true });
            await HoldsUntilAsync(2, 0);
            Expect.Equal(stopped, (await FindAsync(Key())).Desired);
        }
    }

    public async Task WhatReplicasShareIsHeldUntilTheyHaveEnded()
    {
        if (await SlowAsync(s => s with { Ports = [new AppPort(80)] }) is { } slow)
        {
            await ApplyAsync(Next(slow) with { IsStopped = true, Spec = slow.Spec with { Ports = [] } });
            Expect.Equal(1L, (await FindAsync(Key())).Held.Services, "the service of what still ends counts");
            await UntilAsync(Key(), app => app.Held.Equals(ResourceAmounts.None), "the end of everything");
        }
    }

    public async Task ReplicasBeyondWhatIsWantedAreThereUntilTheyHaveEnded()
    {
        if (await SlowAsync() is { } slow)
        {
            await ApplyAsync(Next(slow) with { Spec = slow.Spec with { Replicas = 1 } });
            await HoldsUntilAsync(2, 1);
        }
    }

    public async Task RemovedAppsAreListedUntilTheyHaveEnded()
    {
        if (await SlowAsync() is null)
        {
            return;
        }

        Task<bool> removal = Engine.RemoveAsync(Key(), null, Cancellation).AsTask();
        while (await Engine.FindAsync(Key(), Cancellation) is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }

        Expect.Sequence([], await ListAsync());
        EngineApp ending = Expect.NotNull((await EndingAsync()) is [var one] ? one : null, "what still ends is listed");
        Expect.Equal((Key(), false, 2L), (ending.Desired.Key, ending.IsHeld, ending.Held.Containers));
        await removal;
        long start = TimeProvider.System.GetTimestamp();
        while ((await EndingAsync()).Count > 0)
        {
            Expect.True(TimeProvider.System.GetElapsedTime(start) < Harness.Patience, $"the end within {Harness.Patience}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
    }

    public async Task AnAppThatIsStartedAgainNeverRunsBesideWhatStillEnds()
    {
        if (await SlowAsync() is not { } slow)
        {
            return;
        }

        DesiredApp stopped = await ApplyAsync(Next(slow) with { IsStopped = true });
        await ApplyAsync(Next(stopped) with { IsStopped = false });
        await UntilAsync(
            Key(),
            app =>
            {
                Expect.True(app.Held.Containers <= 2, "two replicas at most");
                return app.IsReady && app.Replicas.All(r => r.IsCurrent);
            },
            "every replica ready again");
    }

    /// <summary>An app of two replicas that take time to end, which are ready; null when the harness has none.</summary>
    private async Task<DesiredApp?> SlowAsync(Func<AppSpec, AppSpec>? change = null)
    {
        if (Harness.SlowAsync is null)
        {
            return null;
        }

        IReadOnlyList<string> command = await Harness.SlowAsync(Cancellation);
        DesiredApp wanted = await WantedAsync();
        AppSpec spec = wanted.Spec with { Command = command };
        await ApplyAsync(wanted with { Spec = change?.Invoke(spec) ?? spec });
        return (await UntilReadyAsync(Key())).Desired;
    }

    private async Task HoldsUntilAsync(long before, long after)
    {
        Expect.Equal(before, (await FindAsync(Key())).Held.Containers, "what still ends counts");
        Expect.Equal(before, (await ListAsync(Acme))[0].Held.Containers, "what still ends counts");
        await UntilAsync(Key(), app => app.Held.Containers == after, "the end of what is not wanted");
        Expect.Sequence([], await EndingAsync(), "it is not removed");
    }

    private async Task<IReadOnlyList<EngineApp>> EndingAsync()
    {
        List<EngineApp> ending = [];
        foreach (string source in Engine.Sources)
        {
            ending.AddRange((await Engine.ListAsync(source, Acme, Cancellation)).Ending);
        }

        return ending;
    }
}
