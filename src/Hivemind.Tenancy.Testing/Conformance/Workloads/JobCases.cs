using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Testing;

/// <summary>Jobs.</summary>
internal sealed class JobCases : WorkloadCases
{
    public async Task RunToTheirEndOnceAndHoldNothingThen()
    {
        DesiredApp wanted = await WantedAsync(replicas: 1);
        wanted = await ApplyAsync(wanted with { Spec = wanted.Spec with { Command = Harness.JobCommand, Job = new AppJob() } });
        EngineApp ended = await UntilAsync(Key(), a => a.Outcome is not null, "the end of the job");
        Expect.Equal(JobOutcome.Succeeded, ended.Outcome!.Value);
        Expect.True(!ended.IsHeld, "nothing to be held for it");
        Expect.Equal(0, Expect.NotNull(ended.Replicas.Count == 1 ? ended.Replicas[0] : null, "what ran is kept to be looked at").ExitCode);
        EngineApp again = await Engine.ApplyAsync(wanted, 0, Cancellation);
        Expect.Sequence(ended.Replicas.Select(r => r.Id), again.Replicas.Select(r => r.Id), "it runs once");
        Expect.Sequence([wanted], (await ListAsync(Acme)).Select(a => a.Desired), "it is kept");
    }
}
