using System.Globalization;
using System.Text.RegularExpressions;

namespace Hivemind.Tenancy.Docker.Tests.Hosts;

/// <summary>A host is killed at certain steps of a deployment, and at random; another one puts everything right.</summary>
public sealed class KillTests(DockerDaemon daemon, PostgresServer server, ITestOutputHelper output)
{
    private const string BetweenAnchors = "between the two steps of an anchor";
    private const string AfterReplica = "after a replica was made, before it is started";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Where it is killed: the request to the engine that is not made any more, by what was made before. A deployment's first change is finished by its anchor's next name.</summary>
    private static readonly (string Where, Func<Func<string, bool>>? Holds)[] Points =
    [
        (BetweenAnchors, () => After(line => IsAnchor(line, 3), _ => true)),
        ("after it was applied, before it was committed", () => After(line => IsAnchor(line, 1), line => Is(line, "GET", "/containers/json"))),
        ("at random", null),
        ("after it was committed, before it was finished", () => IsFinish),
        (AfterReplica, () => line => Is(line, "POST", "/start")),
        ("after it was held, before it was applied", () => line => IsAnchor(line, 1)),
        ("after it was finished, before it was acknowledged", () => After(IsFinish, _ => true)),
    ];

    /// <summary>How many hosts are killed: HIVEMIND_KILLS, or a few.</summary>
    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("HIVEMIND_KILLS") ?? "5", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Killed_hosts_leave_nothing_and_what_they_began_is_settled_by_another()
    {
        await using HostBench bench = await HostBench.CreateAsync(daemon, server, new ResourceQuotas { Containers = 300, Services = 100 });
        Random random = new(4711);
        for (int i = 0; i < Kills; i++)
        {
            (string where, Func<Func<string, bool>>? holds) = Points[i % Points.Length];
            string name = string.Create(CultureInfo.InvariantCulture, $"shop{i}");
            TimeSpan took = holds is null ? await KillAtRandomAsync(bench, name, random) : await KillAtAsync(bench, name, holds(), where);
            output.WriteLine($"{i}: killed {where}, settled after {took.TotalSeconds:0.0} s");

            await bench.Apps.RemoveAsync(bench.Acme, "web", name, cancellationToken: Bench.Stop);
            await bench.NothingLeftAsync();
        }

        await bench.AgreeAfterLeasesAsync();
        (await bench.HeldAsync()).Where(a => a.IsCommitted).Should().BeEmpty();
    }

    private async Task<TimeSpan> KillAtAsync(HostBench bench, string name, Func<string, bool> holds, string where)
    {
        await using StepRelay relay = new(daemon.Socket, holds);
        await using WorkloadProcess worker = await bench.StartWorkerAsync(relay.Socket);
        await worker.TellAsync(where == BetweenAnchors ? $"live acme {name}" : $"deploy acme {name} 2 port own");

        // Where another host comes before it (replicas are made by whoever is first) it is killed when it is done.
        Task unheld = where == AfterReplica ? worker.HasAnsweredAsync() : Task.Delay(Patience, Bench.Stop);
        bool isHeld = await Task.WhenAny(relay.Held, unheld) == relay.Held;
        await Task.Delay(200, Bench.Stop);
        int anchors = (await bench.ContainersAsync("app")).Count;
        string? last = await worker.KillAsync();
        output.WriteLine($"{name}: {(isHeld ? await relay.Held : "not stopped")}, {anchors} anchors, it said '{last}'");
        if (where != AfterReplica)
        {
            isHeld.Should().BeTrue(where);
        }

        return await bench.AgreeAsync();
    }

    private static async Task<TimeSpan> KillAtRandomAsync(HostBench bench, string name, Random random)
    {
        await using WorkloadProcess worker = await bench.StartWorkerAsync();
        await worker.TellAsync($"live acme {name}");
        await Task.Delay(random.Next(4000), Bench.Stop);
        string? last = await worker.KillAsync();
        EngineApp? app = await bench.Engine.FindAsync(new AppKey(bench.Acme, "web", name), Bench.Stop);
        if (last?.StartsWith("done", StringComparison.Ordinal) == true)
        {
            // It was acknowledged, and the next was not even begun.
            (app?.Desired.Spec.Replicas).Should().Be(last switch { "done scale" => 3, "done remove" => null, _ => 2 }, last);
        }

        return await bench.AgreeAsync();
    }

    private static bool Is(string line, string method, string path) => line.StartsWith($"{method} ", StringComparison.Ordinal) && line.Contains(path, StringComparison.Ordinal);

    private static bool IsAnchor(string line, long generation) =>
        Is(line, "POST", "/containers/create?") && Regex.IsMatch(line, string.Create(CultureInfo.InvariantCulture, $"name=hv-app-[0-9a-f]+-g{generation}[& ]"), RegexOptions.NonBacktracking);

    private static bool IsFinish(string line) =>
        Is(line, "POST", "/rename?") && Regex.IsMatch(line, "name=hv-app-[0-9a-f]+-g2[& ]", RegexOptions.NonBacktracking);

    private static Func<string, bool> After(Func<string, bool> first, Func<string, bool> then)
    {
        bool isSeen = false;
        return line =>
        {
            bool isHeld = isSeen && then(line);
            isSeen |= first(line);
            return isHeld;
        };
    }
}
