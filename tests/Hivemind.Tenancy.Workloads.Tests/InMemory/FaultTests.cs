namespace Hivemind.Tenancy.Workloads.Tests.InMemory;

/// <summary>What the engine in memory is told to get wrong it gets wrong, whichever verb is asked.</summary>
public sealed class FaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Each verb, of an app and a volume that are there.</summary>
    private static Dictionary<string, Func<Platform, Task>> Verbs => new(StringComparer.Ordinal)
    {
        [nameof(IWorkloadEngine.PlaceAsync)] = p => p.Engine.PlaceAsync(new PlacementRequest(p.Acme, ResourceAmounts.None, _ => IsolationVerdict.Allow("Yes.")), Cancellation).AsTask(),
        [nameof(IWorkloadEngine.ApplyAsync)] = async p =>
        {
            DesiredApp desired = await DesiredAsync(p);
            await p.Engine.ApplyAsync(desired with { Generation = desired.Generation + 1 }, desired.Generation, Cancellation);
        },
        [nameof(IWorkloadEngine.RemoveAsync)] = p => p.Engine.RemoveAsync(p.Key(), null, Cancellation).AsTask(),
        [nameof(IWorkloadEngine.FindAsync)] = p => p.Engine.FindAsync(p.Key(), Cancellation).AsTask(),
        [nameof(IWorkloadEngine.ListAsync)] = p => p.Engine.ListAsync(p.Engine.Sources[0], null, Cancellation).AsTask(),
        [nameof(IWorkloadEngine.CreateVolumeAsync)] = p => p.Engine.CreateVolumeAsync(new AppVolume(p.Key("other"), 1, p.Engine.Sources[0]), null, Cancellation).AsTask(),
        [nameof(IWorkloadEngine.FindVolumeAsync)] = p => p.Engine.FindVolumeAsync(p.Key("data"), Cancellation).AsTask(),
        [nameof(IWorkloadEngine.RemoveVolumeAsync)] = p => p.Engine.RemoveVolumeAsync(p.Key("data"), null, Cancellation).AsTask(),
        [nameof(IWorkloadEngine.FindSharedVolumeAsync)] = p => p.Engine.FindSharedVolumeAsync("models", Cancellation).AsTask(),
        [nameof(IWorkloadEngine.RemoveTenantAsync)] = p => p.Engine.RemoveTenantAsync(p.Acme, keepVolumes: false, Cancellation).AsTask(),
        [nameof(IWorkloadEngine.GetUsageAsync)] = p => p.Engine.GetUsageAsync(p.Key(), Cancellation).AsTask(),
        [nameof(IWorkloadEngine.ReadLogsAsync)] = async p => await p.Engine.ReadLogsAsync(p.Key(), new AppLogQuery(), Cancellation).GetAsyncEnumerator(Cancellation).MoveNextAsync(),
    };

    public static TheoryData<string> Names => [.. Verbs.Keys];

    [Fact]
    public void Every_verb_is_tried() => typeof(IWorkloadEngine).GetMethods().Where(m => !m.IsSpecialName).Select(m => m.Name).Except([nameof(IWorkloadEngine.WatchAsync)])
        .Should().BeEquivalentTo(Verbs.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Verb_fails_or_loses_its_answer_once(string verb)
    {
        foreach (Action<EngineFaults> fault in new Action<EngineFaults>[] { f => f.Fail(verb), f => f.LoseAnswer(verb) })
        {
            await using Platform platform = await CreateAsync();
            fault(platform.Engine.Faults);

            Func<Task> call = () => Verbs[verb](platform);

            await call.Should().ThrowAsync<WorkloadEngineException>();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Source_that_is_silent_says_nothing_of_what_it_has(string verb)
    {
        await using Platform platform = await CreateAsync();
        DesiredApp desired = await DesiredAsync(platform);
        platform.Engine.Faults.Silence(desired.Source);

        // What is applied was looked at before.
        Func<Task> call = () => verb == nameof(IWorkloadEngine.ApplyAsync)
            ? platform.Engine.ApplyAsync(desired with { Generation = desired.Generation + 1 }, desired.Generation, Cancellation).AsTask()
            : Verbs[verb](platform);

        if (verb == nameof(IWorkloadEngine.FindSharedVolumeAsync))
        {
            await call.Should().NotThrowAsync("it is of no source");
        }
        else
        {
            await call.Should().ThrowAsync<WorkloadEngineException>();
        }
    }

    private static async Task<Platform> CreateAsync()
    {
        Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1, Cancellation);
        return platform;
    }

    private static async Task<DesiredApp> DesiredAsync(Platform platform) => (await platform.OnEngineAsync())!.Desired;
}
