using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>Which containers of a node are ready. What runs is, unless its spec says otherwise; then the host asks in the container, until the answer is yes.</summary>
internal sealed class Readiness(NodeClient node)
{
    public static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>How much a command may write, which the tenant chooses: 8 MiB.</summary>
    private const int MostOutput = 8 << 20;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, bool> _ready = new(StringComparer.Ordinal);

    /// <summary>What was started last in each container and may not have ended: nothing can end it but the container.</summary>
    private readonly ConcurrentDictionary<string, string> _started = new(StringComparer.Ordinal);

    public bool IsReady(AppSpec spec, ReplicaContainer replica) => replica.IsRunning && (!IsAsked(spec.Readiness) || _ready.ContainsKey(replica.Id));

    /// <summary>What has ended is not ready when it runs again.</summary>
    public void Forget(string container)
    {
        _ready.TryRemove(container, out _);
        _started.TryRemove(container, out _);
    }

    public void ForgetAll()
    {
        _ready.Clear();
        _started.Clear();
    }

    /// <summary>Asks those that are not ready yet.</summary>
    /// <returns>Whether any is not, and whether one has become so.</returns>
    public async Task<(bool IsAnyLeft, bool IsAnyNew)> AskAsync(AppSpec spec, IEnumerable<ReplicaContainer> replicas, CancellationToken cancellationToken)
    {
        ReplicaContainer[] asked = [.. replicas.Where(r => r.IsRunning && !IsReady(spec, r))];
        bool[] answers = await Task.WhenAll(asked.Select(r => AskAsync(spec.Readiness, r, cancellationToken))).ConfigureAwait(false);
        return (answers.Contains(value: false), answers.Contains(value: true));
    }

    /// <summary>Whether a table of connections, as the kernel shows it, has one that listens at a port.</summary>
    public static bool Listens(string table, int port)
    {
        string end = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        const string listening = "0A";
        return table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(columns => columns.Length > 3 && columns[1].EndsWith(end, StringComparison.Ordinal) && columns[3] == listening);
    }

    private static bool IsAsked(AppReadiness readiness) => readiness.Command.Count > 0 || readiness.Port is not null;

    private async Task<bool> AskAsync(AppReadiness readiness, ReplicaContainer replica, CancellationToken cancellationToken)
    {
        bool isReady = readiness.Command.Count == 0 || (await RunAsync(replica.Id, [.. readiness.Command], cancellationToken).ConfigureAwait(false)).IsSuccess;
        if (isReady && readiness.Port is { } port)
        {
            // Where the engine is, its containers' addresses may not be reachable, and something else may answer there.
            isReady = Listens((await RunAsync(replica.Id, ["cat", "/proc/net/tcp", "/proc/net/tcp6"], cancellationToken).ConfigureAwait(false)).Output, port);
        }

        if (isReady)
        {
            _ready[replica.Id] = true;
        }

        return isReady;
    }

    private async Task<(bool IsSuccess, string Output)> RunAsync(string container, IList<string> command, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            return await node.AskAsync(
                async (c, t) =>
                {
                    if (_started.TryGetValue(container, out string? former) && await IsRunningAsync(c, former, t).ConfigureAwait(false))
                    {
                        return (false, string.Empty); // One that hangs is enough.
                    }

                    string made = (await c.Exec.CreateContainerExecAsync(
                        container, new ContainerExecCreateParameters { Cmd = command, AttachStdout = true, AttachStderr = true }, t).ConfigureAwait(false)).ID;
                    _started[container] = made;
                    using MultiplexedStream stream = await c.Exec.StartContainerExecAsync(made, new ContainerExecStartParameters(), t).ConfigureAwait(false);
                    if (await ReadAsync(stream, t).ConfigureAwait(false) is not { } output)
                    {
                        return (false, string.Empty);
                    }

                    ContainerExecInspectResponse ended = await c.Exec.InspectContainerExecAsync(made, t).ConfigureAwait(false);
                    return (ended is { Running: false, ExitCode: 0 }, output);
                },
                limit.Token).ConfigureAwait(false);
        }
        catch (DockerApiException)
        {
            return (false, string.Empty); // It does not run any more, or has no such command.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, string.Empty);
        }
    }

    private static async Task<bool> IsRunningAsync(DockerClient client, string exec, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.Exec.InspectContainerExecAsync(exec, cancellationToken).ConfigureAwait(false)).Running;
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>What a command writes to its standard output; null when it writes too much.</summary>
    private static async Task<string?> ReadAsync(MultiplexedStream stream, CancellationToken cancellationToken)
    {
        using MemoryStream output = new();
        byte[] buffer = new byte[16 * 1024];
        int total = 0;
        while (await stream.ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false) is { EOF: false } read)
        {
            total += read.Count;
            if (total > MostOutput)
            {
                return null;
            }

            if (read.Target == MultiplexedStream.TargetStream.StandardOut)
            {
                output.Write(buffer, 0, read.Count);
            }
        }

        return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
    }
}
