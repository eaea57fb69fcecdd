using System.Globalization;
using System.Security.Cryptography;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>Tries what a node keeps apart. What is "blocked" counts only beside a control that gets through: a probe that is broken proves nothing.</summary>
internal sealed class NodeTrial(NodeClient node, ImageStore images, DockerOptions options, string image, TimeProvider time)
{
    private const int ControlTries = 20;
    private static readonly string[] NetworkCommands = ["mkdir", "httpd", "timeout", "wget"];
    private static readonly string[] ComputeCommands = ["dd"];
    private static readonly TimeSpan Old = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly List<DockerNodeCheck> _checks = [];

    public async Task<DockerNodeReport> RunAsync(CancellationToken cancellationToken)
    {
        (string name, _) = await images.EnsureAsync(null, image, ImageStore.Download, cancellationToken).ConfigureAwait(false);
        ProbeBench bench = new(node, options, name);
        await bench.RemoveOldAsync(Old, cancellationToken).ConfigureAwait(false);
        await using (bench.ConfigureAwait(false))
        {
            IReadOnlyList<string> lacking = await bench.LackingAsync([.. NetworkCommands, .. ComputeCommands], cancellationToken).ConfigureAwait(false);
            if (Has(DockerNodeCheck.NetworkPart, NetworkCommands, lacking))
            {
                await TryNetworksAsync(bench, cancellationToken).ConfigureAwait(false);
            }

            if (Has(DockerNodeCheck.ComputePart, ComputeCommands, lacking))
            {
                await TryLimitsAsync(bench, cancellationToken).ConfigureAwait(false);
            }
        }

        return new DockerNodeReport(node.Name, time.GetUtcNow(), _checks);
    }

    /// <summary>Whether the image has the commands that a part is tried with. Without one nothing would get through, and not because it is blocked.</summary>
    private bool Has(string part, string[] commands, IReadOnlyList<string> lacking)
    {
        string[] needed = [.. lacking.Where(c => c == ProbeBench.Shell || commands.Contains(c, StringComparer.Ordinal))];
        Add(part, $"the image of probes has {string.Join(", ", commands)}", needed.Length == 0, needed.Length == 0 ? $"'{image}' has" : $"'{image}' has no {string.Join(", no ", needed)}");
        return needed.Length == 0;
    }

    private async Task TryNetworksAsync(ProbeBench bench, CancellationToken cancellationToken)
    {
        (string ours, string ourGateway) = await bench.NetworkAsync(cancellationToken).ConfigureAwait(false);
        (string theirs, string theirGateway) = await bench.NetworkAsync(cancellationToken).ConfigureAwait(false);
        int hostPort = RandomNumberGenerator.GetInt32(20_000, 30_000);
        ContainerInspectResponse one = await bench.RunAsync(ours, ProbeBench.Serve(ProbeBench.Port), cancellationToken, isPublished: true).ConfigureAwait(false);
        ContainerInspectResponse beside = await bench.RunAsync(ours, ProbeBench.Serve(ProbeBench.Port), cancellationToken).ConfigureAwait(false);
        ContainerInspectResponse other = await bench.RunAsync(theirs, ProbeBench.Serve(ProbeBench.Port), cancellationToken, isPublished: true).ConfigureAwait(false);
        ContainerInspectResponse host = await bench.RunAsync("host", ProbeBench.Serve(hostPort), cancellationToken).ConfigureAwait(false);

        await ControlAsync("a container reaches another of its own network by name", bench, one, NameOf(beside), ProbeBench.Port, cancellationToken).ConfigureAwait(false);
        await ControlAsync("a container reaches another of its own network by address", bench, beside, AddressOf(one), ProbeBench.Port, cancellationToken).ConfigureAwait(false);
        await ControlAsync("the host reaches a published port", bench, host, "127.0.0.1", PublishedBy(other), cancellationToken).ConfigureAwait(false);
        await ControlAsync("the host reaches its own service", bench, host, "127.0.0.1", hostPort, cancellationToken).ConfigureAwait(false);
        await ControlAsync("a container of the other network serves", bench, other, AddressOf(other), ProbeBench.Port, cancellationToken).ConfigureAwait(false);
        List<Task<DockerNodeCheck>> blocked = [];
        foreach ((ContainerInspectResponse from, ContainerInspectResponse to) in new[] { (one, other), (other, one) })
        {
            Blocked("a container of another network by address", from, AddressOf(to), ProbeBench.Port);
            Blocked("a container of another network by name", from, NameOf(to), ProbeBench.Port);
            foreach (string gateway in new[] { ourGateway, theirGateway })
            {
                Blocked("a port that another publishes, through a gateway", from, gateway, PublishedBy(to));
                Blocked("a service of the host, through a gateway", from, gateway, hostPort);
            }
        }

        _checks.AddRange(await Task.WhenAll(blocked).ConfigureAwait(false));

        void Blocked(string what, ContainerInspectResponse from, string host, int port) => blocked.Add(BlockedAsync(what, bench, from, host, port, cancellationToken));
    }

    private async Task TryLimitsAsync(ProbeBench bench, CancellationToken cancellationToken)
    {
        SystemInfoResponse info = await node.CallAsync((c, t) => c.System.GetSystemInfoAsync(t), cancellationToken).ConfigureAwait(false);
        Add(DockerNodeCheck.ComputePart, "the kernel limits CPU, memory and processes", info is { CPUCfsQuota: true, MemoryLimit: true, PidsLimit: true }, $"cgroup {info.CgroupVersion}");
        State fits = await bench.EndOfAsync(await bench.RunAsync("none", Needs(4), cancellationToken, memory: 24L << 20).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        Add(DockerNodeCheck.ComputePart, "a process within its memory ends well", fits.ExitCode == 0, $"exit code {fits.ExitCode}");
        State big = await bench.EndOfAsync(await bench.RunAsync("none", Needs(256), cancellationToken, memory: 24L << 20).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        Add(DockerNodeCheck.ComputePart, "a process that needs more memory than it may use is ended", big.ExitCode != 0, $"exit code {big.ExitCode}");

        static string Needs(int mebibytes) => $"exec dd if=/dev/zero of=/dev/null bs={mebibytes}M count=1";
    }

    private async Task ControlAsync(string what, ProbeBench bench, ContainerInspectResponse from, string host, int port, CancellationToken cancellationToken)
    {
        bool isReached = false;
        for (int i = 0; i < ControlTries && !isReached; i++)
        {
            if (i > 0)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }

            isReached = await bench.ReachesAsync(from, host, port, cancellationToken).ConfigureAwait(false);
        }

        Add(DockerNodeCheck.NetworkPart, $"control: {what}", isReached, $"{host}:{port} {(isReached ? "answers" : "does not answer")}");
    }

    private static async Task<DockerNodeCheck> BlockedAsync(string what, ProbeBench bench, ContainerInspectResponse from, string host, int port, CancellationToken cancellationToken)
    {
        bool isReached = await bench.ReachesAsync(from, host, port, cancellationToken).ConfigureAwait(false);
        return new DockerNodeCheck(DockerNodeCheck.NetworkPart, $"blocked: {what}", !isReached, $"{host}:{port} {(isReached ? "answers" : "does not answer")}");
    }

    private void Add(string part, string name, bool holds, string detail) => _checks.Add(new DockerNodeCheck(part, name, holds, detail));

    private static string NameOf(ContainerInspectResponse container) => container.Name.TrimStart('/');

    private static string AddressOf(ContainerInspectResponse container) => container.NetworkSettings!.Networks.Values.First().IPAddress;

    private static int PublishedBy(ContainerInspectResponse container) => container.NetworkSettings?.Ports is { } ports && ports.TryGetValue($"{ProbeBench.Port}/tcp", out IList<PortBinding>? bound) && bound is [var first, ..]
        ? int.Parse(first.HostPort, CultureInfo.InvariantCulture)
        : throw new WorkloadEngineException("A probe has ended before it served.");
}
