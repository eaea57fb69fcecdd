using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Testing;

/// <summary>What is not there, what is cancelled, and an engine that does not answer.</summary>
internal sealed class EngineFailureCases : WorkloadCases
{
    public async Task WhatIsNotThereIsNotFound()
    {
        Expect.Null(await Engine.FindAsync(Key(), Cancellation));
        Expect.Sequence([], await ListAsync());
        Expect.Sequence([], await Engine.GetUsageAsync(Key(), Cancellation));
        await foreach (AppLogLine line in Engine.ReadLogsAsync(Key(), new AppLogQuery(), Cancellation))
        {
            Expect.True(condition: false, $"no line of an app that is not there, found '{line.Text}'");
        }
    }

    public async Task CancelledCallsThrowAndNothingHasHappened()
    {
        DesiredApp wanted = await ApplyAsync(await WantedAsync(replicas: 1));
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        foreach (Func<Task> call in Verbs(wanted, cancelled.Token))
        {
            await Expect.ThrowsAsync<OperationCanceledException>(call);
        }

        Expect.Sequence([wanted], (await ListAsync()).Select(a => a.Desired));
        Expect.Null(await Engine.FindVolumeAsync(Key("data"), Cancellation));
    }

    public async Task AnEngineThatDoesNotAnswerSaysSoInEveryVerb()
    {
        if (Harness.BreakAsync is null)
        {
            return;
        }

        DesiredApp wanted = await ApplyAsync(await WantedAsync(replicas: 1));
        await Harness.BreakAsync(Cancellation);
        foreach (Func<Task> call in Verbs(wanted, Cancellation))
        {
            await Expect.ThrowsAsync<WorkloadEngineException>(call, "a failure never looks like an answer");
        }
    }

    private IEnumerable<Func<Task>> Verbs(DesiredApp app, CancellationToken token) =>
    [
        async () => await Engine.PlaceAsync(Request(_ => true), token),
        async () => await Engine.ApplyAsync(Next(app) with { IsStopped = true }, app.Generation, token),
        async () => await Engine.RemoveAsync(app.Key, null, token),
        async () => await Engine.FindAsync(app.Key, token),
        async () => await Engine.ListAsync(app.Source, null, token),
        async () => await Engine.GetUsageAsync(app.Key, token),
        async () => await Engine.CreateVolumeAsync(new AppVolume(Key("data"), 1 << 20, app.Source), null, token),
        async () => await Engine.RemoveVolumeAsync(Key("data"), null, token),
        async () => await Engine.FindVolumeAsync(Key("data"), token),
        async () => await Engine.RemoveTenantAsync(app.Key.Tenant, keepVolumes: false, token),
        async () =>
        {
            await foreach (AppLogLine line in Engine.ReadLogsAsync(app.Key, new AppLogQuery { Follow = true }, token))
            {
            }
        },
    ];
}
