using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Testing;

/// <summary>Where things go.</summary>
internal sealed class PlacementCases : WorkloadCases
{
    public async Task TakesOneOfItsSources() =>
        Expect.True(Engine.Sources.Contains(await SourceAsync()), "one of the engine's sources");

    public async Task AsksBeforeItTakesOne()
    {
        List<Node> asked = [];
        EnginePlacement placement = await Engine.PlaceAsync(
            Request(node =>
            {
                asked.Add(node);
                return false;
            }),
            Cancellation);
        Expect.Null(placement.Source, "no node is allowed");
        Expect.True(asked.Count > 0, "every node to be asked for");
        Expect.True(asked.All(n => placement.Reason.Contains($"Not on '{n.Name}'.", StringComparison.Ordinal)), "the reasons of all verdicts");
    }

    public async Task TakesTheOnlySourceThatWillDo()
    {
        foreach (string source in Engine.Sources)
        {
            EnginePlacement placement = await Engine.PlaceAsync(Request(_ => true) with { OnlySource = source }, Cancellation);
            Expect.True(placement.Source is null || placement.Source == source, $"'{source}' or none");
        }

        Expect.Null((await Engine.PlaceAsync(Request(_ => true) with { OnlySource = "no-such-source" }, Cancellation)).Source);
    }
}
