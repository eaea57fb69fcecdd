using System.Collections.Concurrent;
using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker;

/// <summary>Reads apps off a node.</summary>
internal sealed class AppReader(NodeClient node, AnchorStore anchors) : IDisposable
{
    private const int AtOnce = 32;

    /// <summary>The containers of which everything is known, and when one last ran out of memory. Of others something may have happened unheard.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset?> _known = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim _places = new(AtOnce, AtOnce);

    /// <summary>An app; null when there is none, or when it is being removed.</summary>
    public async Task<AppSnapshot?> FindAsync(string key, CancellationToken cancellationToken)
    {
        (Anchor? highest, IReadOnlyList<ContainerListResponse> all) = await anchors.FindAsync(key, cancellationToken).ConfigureAwait(false);
        return highest is null or { IsRemoved: true } ? null : await ReadAsync(highest, all, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Every app among the containers of one list.</summary>
    public async Task<IReadOnlyList<AppSnapshot>> ReadAsync(IReadOnlyList<ContainerListResponse> all, CancellationToken cancellationToken)
    {
        ILookup<string, ContainerListResponse> byKey = all.ToLookup(c => Labels.Of(c, Labels.Key), StringComparer.Ordinal);
        IEnumerable<Anchor> highest = all.Select(Anchor.Of).OfType<Anchor>()
            .Where(a => a.Kind == Labels.AppAnchor)
            .GroupBy(a => a.Key, StringComparer.Ordinal).Select(g => g.MaxBy(a => a.Generation)!)
            .Where(a => !a.IsRemoved);
        return await Task.WhenAll(highest.Select(a => ReadAsync(a, byKey[a.Key], cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>The apps among the containers of one list that are removed, and of which replicas are there still.</summary>
    public static IEnumerable<AppSnapshot> Ending(IReadOnlyList<ContainerListResponse> all)
    {
        ILookup<string, ContainerListResponse> byKey = all.ToLookup(c => Labels.Of(c, Labels.Key), StringComparer.Ordinal);
        return all.Select(Anchor.Of).OfType<Anchor>()
            .Where(a => a.Kind == Labels.AppAnchor)
            .GroupBy(a => a.Key, StringComparer.Ordinal).Select(g => g.MaxBy(a => a.Generation)!)
            .Where(a => a.IsRemoved)
            .Select(a => new AppSnapshot(a, a.ToApp().Stopped, [.. byKey[a.Key].Select(ReplicaContainer.Of).OfType<ReplicaContainer>().Where(r => !r.IsEnded)]))
            .Where(a => a.Replicas.Count > 0);
    }

    public async Task<AppSnapshot> ReadAsync(Anchor highest, IEnumerable<ContainerListResponse> all, CancellationToken cancellationToken) => new(
        highest,
        highest.ToApp(),
        await Task.WhenAll(all.Select(ReplicaContainer.Of).OfType<ReplicaContainer>().OrderBy(r => r.Created).ThenBy(r => r.Slot)
            .Select(r => WithEndAsync(r, cancellationToken))).ConfigureAwait(false));

    /// <summary>A container ran out of memory: it may run again soon, and how it ended is asked for from now on.</summary>
    /// <param name="container">The container.</param>
    /// <param name="at">When, by the engine's clock.</param>
    public void NoteOutOfMemory(string container, DateTimeOffset at) => _known[container] = at;

    /// <summary>A container is made now: whatever happens to it is heard.</summary>
    public void NoteNew(string container) => _known.TryAdd(container, value: null);

    public void Forget(string container) => _known.TryRemove(container, out _);

    public void ForgetAll() => _known.Clear();

    public void Dispose() => _places.Dispose();

    /// <summary>What runs is known from the list; how the others ended is asked for.</summary>
    private async Task<ReplicaContainer> WithEndAsync(ReplicaContainer replica, CancellationToken cancellationToken)
    {
        if (replica.IsRunning && _known.TryGetValue(replica.Id, out DateTimeOffset? outOfMemory) && outOfMemory is null)
        {
            return replica;
        }

        ContainerInspectResponse? container;
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            container = await node.InspectAsync(replica.Id, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }

        if (container is null)
        {
            return replica with { State = "removing" };
        }

        DateTimeOffset? heard = _known.GetOrAdd(replica.Id, _ => ContainerEnd.OutOfMemoryOf(container, heard: null));
        return replica with
        {
            State = container.State!.Status,
            End = ContainerEnd.Of(container, heard),
            OutOfMemoryAt = ContainerEnd.OutOfMemoryOf(container, heard) ?? replica.OutOfMemoryAt,
        };
    }
}
