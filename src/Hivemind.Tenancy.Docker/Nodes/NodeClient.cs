using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>
/// The calls to one engine. Each is limited in time. One that gets no answer, or an unexpected one, throws a
/// <see cref="WorkloadEngineException"/>; "it is not there" is an answer.
/// </summary>
internal sealed class NodeClient(DockerNode node, DockerOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly DockerClient _client = (node.Connect ?? (b => b))(
        new DockerClientBuilder().WithEndpoint(node.Endpoint).WithTimeout(Timeout.InfiniteTimeSpan)).Build();

    public DockerNode Node => node;

    public string Name => node.Name;

    /// <summary>Calls the engine. What it refuses is a <see cref="DockerApiException"/> below 500 still.</summary>
    public async Task<T> AskAsync<T>(Func<DockerClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken, TimeSpan? longer = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using CancellationTokenSource limit = new(options.AnswerLimit + (longer ?? TimeSpan.Zero), time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await call(_client, either.Token).ConfigureAwait(false);
        }
        catch (DockerApiException e) when ((int)e.StatusCode < 500)
        {
            throw;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e)
        {
            throw EngineError.Of(Name, e, node.Endpoint);
        }
    }

    /// <summary>Calls the engine; whatever goes wrong is its failure.</summary>
    public async Task<T> CallAsync<T>(Func<DockerClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken, TimeSpan? longer = null)
    {
        try
        {
            return await AskAsync(call, cancellationToken, longer).ConfigureAwait(false);
        }
        catch (DockerApiException e)
        {
            throw EngineError.Of(Name, e);
        }
    }

    /// <summary>Calls the engine about something; null when that is not there.</summary>
    public async Task<T?> FindAsync<T>(Func<DockerClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken, TimeSpan? longer = null)
        where T : class
    {
        try
        {
            return await AskAsync(call, cancellationToken, longer).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (DockerApiException e)
        {
            throw EngineError.Of(Name, e);
        }
    }

    /// <summary>A call that follows something without an end, not limited in time.</summary>
    public async Task FollowAsync(Func<DockerClient, CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        try
        {
            await call(_client, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e)
        {
            throw EngineError.Of(Name, e, node.Endpoint);
        }
    }

    /// <summary>Whether it answers: throws if not.</summary>
    public Task PingAsync(CancellationToken cancellationToken) => CallAsync(
        async (c, t) =>
        {
            await c.System.PingAsync(t).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Every container that bears the labels, running or not: one snapshot.</summary>
    public async Task<IReadOnlyList<ContainerListResponse>> ListAsync(IEnumerable<string> labels, CancellationToken cancellationToken) =>
        [.. await CallAsync((c, t) => c.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Filter(labels) }, t), cancellationToken).ConfigureAwait(false)];

    public Task<ContainerInspectResponse?> InspectAsync(string id, CancellationToken cancellationToken) =>
        FindAsync((c, t) => c.Containers.InspectContainerAsync(id, t), cancellationToken);

    /// <summary>Ends a container, by its own will within the grace, and removes it with its nameless volumes. Nothing when it is gone.</summary>
    public async Task RemoveAsync(string id, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (grace > TimeSpan.Zero)
        {
            try
            {
                await FindAsync(
                    async (c, t) => (object)await c.Containers.StopContainerAsync(id, new ContainerStopParameters { WaitBeforeKillSeconds = (uint)Math.Ceiling(grace.TotalSeconds) }, t).ConfigureAwait(false),
                    cancellationToken,
                    grace).ConfigureAwait(false);
            }
            catch (WorkloadEngineException e) when (e.InnerException is DockerApiException)
            {
                // It answers, and cannot stop it: it is removed by force.
            }
        }

        long start = time.GetTimestamp();
        while (!await TryRemoveAsync(id, cancellationToken).ConfigureAwait(false))
        {
            // Somebody else removes it. It is gone only when it is not listed any more: an anchor that is listed counts.
            if (time.GetElapsedTime(start) > options.AnswerLimit)
            {
                throw new WorkloadEngineException($"Node '{Name}' does not remove a container.");
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _client.Dispose();

    public static Dictionary<string, IDictionary<string, bool>> Filter(IEnumerable<string> labels) =>
        new Dictionary<string, IDictionary<string, bool>> { ["label"] = labels.ToDictionary(l => l, _ => true, StringComparer.Ordinal) };

    /// <returns>Whether it is gone.</returns>
    private async Task<bool> TryRemoveAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(
                async (c, t) =>
                {
                    await c.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, t).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return true;
        }
        catch (DockerApiException e) when (IsBeingRemoved(e))
        {
            return false;
        }
        catch (DockerApiException e)
        {
            throw EngineError.Of(Name, e);
        }
    }

    private static bool IsBeingRemoved(DockerApiException e) =>
        e.StatusCode == HttpStatusCode.Conflict && e.Message().Contains("already in progress", StringComparison.OrdinalIgnoreCase);
}
