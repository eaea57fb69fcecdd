using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Testing;

/// <summary>Complete lists.</summary>
internal sealed class AppListCases : WorkloadCases
{
    public async Task IsCompleteAndInOrder()
    {
        List<DesiredApp> wanted = [];
        foreach (string name in new[] { "c", "a", "b-1", "b" })
        {
            wanted.Add(await ApplyAsync(await WantedAsync(name, replicas: 1)));
        }

        wanted.Add(await ApplyAsync(Next(wanted[0]) with { IsStopped = true }));
        wanted.RemoveAt(0);
        foreach (IGrouping<string, DesiredApp> at in wanted.GroupBy(w => w.Source))
        {
            EngineListing listing = await Harness.SecondHost.ListAsync(at.Key, null, Cancellation);
            Expect.Sequence(at.OrderBy(w => w.Key.Name, StringComparer.Ordinal), listing.Apps.Select(a => a.Desired), "stopped ones included");
        }
    }

    public async Task TakesOnlyTheTenantAskedFor()
    {
        DesiredApp acmes = await ApplyAsync(await WantedAsync(replicas: 1));
        await ApplyAsync(await WantedAsync(tenant: Beta, replicas: 1));
        await ApplyAsync(await WantedAsync(tenant: new TenantReference(Acme.Id, TenantUid.NewUid()), replicas: 1));
        Expect.Sequence([acmes], (await ListAsync(Acme)).Select(a => a.Desired), "a former tenant of the id is another");
        Expect.Equal(3, (await ListAsync()).Count);
    }

    public async Task ThrowsForASourceThatIsNotThere() =>
        await Expect.ThrowsAsync<WorkloadEngineException>(async () => await Engine.ListAsync("no-such-source", null, Cancellation), "an empty list would free everything");
}
