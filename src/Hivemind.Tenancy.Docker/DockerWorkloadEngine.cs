using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Docker;

/// <summary>
/// Runs apps on Docker engines, each of which is a node and a source of its own. What is wanted is kept in the engine itself, so any number of
/// hosts use the same nodes, and a host that begins anew knows everything. Safe for concurrent use. Made by <c>UseDocker</c>.
/// </summary>
public sealed partial class DockerWorkloadEngine : IWorkloadEngine, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DockerOptions _options;
    private readonly TimeProvider _time;
    private readonly DockerLogger _logger;
    private readonly EngineChangeLog _changes = new();
    private readonly NodeRuntime[] _nodes;
    private readonly bool _hasSecrets;

    /// <summary>Makes an engine; it connects when it is first used.</summary>
    /// <param name="options">What tenants may run where.</param>
    /// <param name="time">The host's time.</param>
    /// <param name="secrets">The host's secrets; null when it has none, and then an app that names one does not start.</param>
    /// <param name="credentials">The host's credentials for registries; null when it has none.</param>
    /// <param name="logging">The host's logging; null for none.</param>
    public DockerWorkloadEngine(
        IOptions<DockerOptions> options, TimeProvider time, ISecretResolver? secrets = null, IRegistryCredentials? credentials = null, ILoggerFactory? logging = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _options = options.Value;
        _time = time;
        _logger = new DockerLogger(logging);
        _hasSecrets = secrets is not null;
        _nodes = [.. _options.Nodes.Select(n => new NodeRuntime(n, _options, secrets, credentials, _changes, time, _logger))];
        Sources = [.. _nodes.Select(n => n.Name)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Sources { get; }

    /// <inheritdoc/>
    public ResourceAmounts UnlessAsked => new() { CpuCores = _options.CpuCoresUnlessAsked, MemoryBytes = _options.MemoryBytesUnlessAsked };

    /// <inheritdoc/>
    public TimeSpan StopGrace => _options.StopGrace;

    /// <summary>Begins to bring about what is wanted and to follow what happens, as any verb does. Again: nothing.</summary>
    public void Start() => Array.ForEach(_nodes, n => n.Start());

    /// <inheritdoc/>
    public async ValueTask<EngineApp> ApplyAsync(DesiredApp desired, long expectedGeneration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(desired);
        if (desired.Generation != expectedGeneration + 1)
        {
            throw new ArgumentException($"Generation {desired.Generation} does not follow {expectedGeneration}.", nameof(desired));
        }

        Begin(cancellationToken);
        NodeRuntime node = At(desired.Source);
        if (expectedGeneration == 0)
        {
            await EnsureNowhereElseAsync(desired.Key, node, null, cancellationToken).ConfigureAwait(false);
        }

        string key = Names.KeyOf(_options.Platform, desired.Key);
        long start = _time.GetTimestamp();
        while (true)
        {
            (Anchor? highest, IReadOnlyList<ContainerListResponse> all) = await node.Anchors.FindAsync(key, cancellationToken).ConfigureAwait(false);
            if (highest is { IsRemoved: true })
            {
                await node.Removals.FinishAsync(highest, cancellationToken).ConfigureAwait(false);
                continue;
            }

            AppRecord? found = highest is null ? null : highest.ToApp();
            if (found?.Desired == desired)
            {
                return node.View(await node.Reader.ReadAsync(highest!, all, cancellationToken).ConfigureAwait(false));
            }

            if ((found?.Desired.Generation ?? 0) != expectedGeneration || (found is not null && found.Desired.Instance != desired.Instance))
            {
                throw new GenerationConflictException(desired.Key, expectedGeneration, found?.Desired.Generation ?? 0);
            }

            EnsureAllowed(node, found?.Desired, desired);
            IReadOnlyList<string> volumes = await VolumesOfAsync(node, desired, cancellationToken).ConfigureAwait(false);
            AppRecord record = AppRecord.After(found, desired);
            Anchor next = new(string.Empty, Labels.AppAnchor, key, desired.Generation, AnchorRemoval.None, record.Write());
            Anchor? added = highest is { IsFinished: false } && found?.Finished() == record
                ? await node.Anchors.TryFinishAsync(highest, cancellationToken).ConfigureAwait(false)
                : await node.Anchors.TryAddAsync(desired.Key, next, highest is null ? volumes : [highest.Id, .. volumes], cancellationToken).ConfigureAwait(false);
            if (added is not null)
            {
                return await RecordedAsync(node, added, record, expectedGeneration, all, cancellationToken).ConfigureAwait(false);
            }

            // Somebody has come before, or does so now: what they made is to be seen in a moment.
            await WaitAsync(start, node, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(AppKey key, DesiredApp? expected, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        Begin(cancellationToken);
        string name = Names.KeyOf(_options.Platform, key);

        // What is expected says where it is: should there be one at another node, that is not meant.
        NodeRuntime? meant = expected is null ? null : Array.Find(_nodes, n => n.Name == expected.Source);
        if ((meant ?? (await FindNodeAsync(name, cancellationToken).ConfigureAwait(false))?.Node) is not { } node)
        {
            return false;
        }

        long start = _time.GetTimestamp();
        while (true)
        {
            (Anchor? highest, _) = await node.Anchors.FindAsync(name, cancellationToken).ConfigureAwait(false);
            if (highest is { IsRemoved: true })
            {
                await node.Removals.FinishAsync(highest, cancellationToken).ConfigureAwait(false);
                return false;
            }

            if (highest is null || (expected is not null && highest.ToApp().Desired != expected))
            {
                return false;
            }

            Anchor next = highest with { Generation = highest.Generation + 1, Removal = AnchorRemoval.Asked };
            if (await node.Anchors.TryAddAsync(key, next, [highest.Id], cancellationToken).ConfigureAwait(false) is { } removed)
            {
                await node.Removals.FinishAsync(removed, cancellationToken).ConfigureAwait(false);
                node.Changed(name, key.Tenant);
                return true;
            }

            await WaitAsync(start, node, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<EngineApp?> FindAsync(AppKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        Begin(cancellationToken);
        return await SnapshotAsync(key, cancellationToken).ConfigureAwait(false) is var (node, app) ? node.View(app) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<EngineListing> ListAsync(string source, TenantReference? tenant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        Begin(cancellationToken);
        NodeRuntime node = At(source);
        IEnumerable<string> labels = tenant is not { } who ? [] : who.Uid is { } uid ? [Labels.Is(Labels.Uid, uid.ToString())] : [Labels.Is(Labels.Tenant, who.Id.ToString())];
        IReadOnlyList<ContainerListResponse> all = await node.Anchors.ListAsync(labels, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AppSnapshot> apps = await node.Reader.ReadAsync(all, cancellationToken).ConfigureAwait(false);
        return new EngineListing(
            [.. apps.Where(a => tenant is null || tenant.Value.Id == a.Desired.Key.Tenant.Id).OrderBy(a => OrderOf(a.Desired.Key), StringComparer.Ordinal).Select(node.View)],
            [.. VolumesIn(all).Select(v => v.Record.Volume).Where(v => tenant is null || tenant.Value.Id == v.Key.Tenant.Id).OrderBy(v => OrderOf(v.Key), StringComparer.Ordinal)])
        {
            Ending = [.. AppReader.Ending(all).Where(a => tenant is null || tenant.Value.Id == a.Desired.Key.Tenant.Id).OrderBy(a => OrderOf(a.Desired.Key), StringComparer.Ordinal).Select(node.View)],
        };
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EngineChange> WatchAsync(string? cursor, CancellationToken cancellationToken = default)
    {
        Start();
        return _changes.FollowAsync(cursor, cancellationToken);
    }

    /// <summary>Stops to bring anything about. What runs runs on.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(n => n.DisposeAsync().AsTask())).ConfigureAwait(false);

    /// <summary>As <see cref="DisposeAsync"/>, without waiting for what is under way.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private static string OrderOf(AppKey key) => $"{key.Tenant}/{key.Namespace}/{key.Name}";

    private void Begin(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Start();
    }

    private NodeRuntime At(string source) =>
        Array.Find(_nodes, n => n.Name == source) ?? throw new WorkloadEngineException($"There is no node '{source}'.", isTransient: false);

    private async Task WaitAsync(long start, NodeRuntime node, CancellationToken cancellationToken)
    {
        if (_time.GetElapsedTime(start) > Patience)
        {
            throw new WorkloadEngineException($"Node '{node.Name}' holds a name back.");
        }

        await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is recorded: what it supersedes goes.</summary>
    /// <exception cref="GenerationConflictException">It is no new app, but one that came too late.</exception>
    private async Task<EngineApp> RecordedAsync(
        NodeRuntime node, Anchor added, AppRecord record, long expected, IReadOnlyList<ContainerListResponse> all, CancellationToken cancellationToken)
    {
        if (expected == 0)
        {
            // The first has no predecessor for its condition: the name may have been free because others came long ago and went on.
            (Anchor? highest, _) = await node.Anchors.FindAsync(added.Key, cancellationToken).ConfigureAwait(false);
            if (highest?.Id != added.Id)
            {
                await node.Anchors.RemoveAsync(added, cancellationToken).ConfigureAwait(false);
                throw new GenerationConflictException(record.Desired.Key, expected, highest?.Generation ?? 0);
            }

            try
            {
                // Once more: another host may have made it at another node since. Of two that do so at least one sees the other.
                await EnsureNowhereElseAsync(record.Desired.Key, node, added.Id, cancellationToken).ConfigureAwait(false);
            }
            catch (GenerationConflictException)
            {
                await node.Anchors.RemoveAsync(added, cancellationToken).ConfigureAwait(false);
                throw;
            }
        }

        await EnsureVolumesAsync(node, added, record.Desired, cancellationToken).ConfigureAwait(false);
        // What it supersedes goes with the next pass over the app, which begins now: nobody has to wait for that.
        node.Changed(added.Key, record.Desired.Key.Tenant);
        return node.View(await node.Reader.ReadAsync(added, all, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What stands against a spec wherever it would run; null when nothing does.</summary>
    private string? WhyNot(AppSpec spec) => ContainerPolicy.WhyNot(_options, spec)
        ?? (_hasSecrets || spec.Secrets.Count == 0 ? null : $"The host has no {nameof(ISecretResolver)}, and secret '{spec.Secrets.Values.First().Name}' is asked for.");

    private void EnsureAllowed(NodeRuntime node, DesiredApp? found, DesiredApp desired)
    {
        if (found?.Spec != desired.Spec && AppRecord.SizeOf(desired.Spec) is > AppRecord.MostSize and int size)
        {
            throw new WorkloadEngineException($"A spec of {size} bytes is refused: {AppRecord.MostSize} bytes, as JSON, are allowed.", isTransient: false);
        }

        bool isStarting = desired.RunningReplicas > 0 && (found is null || found.Replaces(desired) || found.RunningReplicas < desired.RunningReplicas);
        if (isStarting && ContainerPolicy.WhyNot(_options, node.Client.Node.Node, node.Report?.Network ?? EngineSupport.None, desired) is { } refused)
        {
            throw new WorkloadEngineException(refused, isTransient: false);
        }
    }

    private async Task<(NodeRuntime Node, AppSnapshot App)?> SnapshotAsync(AppKey key, CancellationToken cancellationToken) =>
        await FindNodeAsync(Names.KeyOf(_options.Platform, key), cancellationToken).ConfigureAwait(false) is { Highest.IsRemoved: false } found
            ? (found.Node, await found.Node.Reader.ReadAsync(found.Highest, found.All, cancellationToken).ConfigureAwait(false))
            : null;
}
