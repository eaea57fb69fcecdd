namespace Hivemind.Tenancy.Workloads;

/// <summary>
/// What runs apps: a container engine, an orchestrator, or memory. It is told what is wanted, keeps that durably, zero replicas included,
/// and brings it about by itself; it places, within the verdicts it is given. It asks for no permission and does not look at the ambient
/// context: managers have. Safe for concurrent use, by several hosts. A verb that fails may have taken effect. Every verb throws a
/// <see cref="WorkloadEngineException"/> when the engine does not answer, and never says "there is none" for that.
/// <c>WorkloadEngineConformance</c> of <c>Hivemind.Tenancy.Testing</c> holds an engine to it.
/// </summary>
public interface IWorkloadEngine
{
    /// <summary>What it runs apps on, each complete by itself: one for an orchestrator; one a node where apps are placed whole. 1 to 256 characters each, and the source of allocations.</summary>
    IReadOnlyList<string> Sources { get; }

    /// <summary>What it can do.</summary>
    EngineCapabilities Capabilities { get; }

    /// <summary>
    /// What it gives a replica whose spec asks for none of a resource: it is put into the spec before that is held and recorded, so that what a
    /// replica may use is held. Nothing where it gives none, or does not limit it.
    /// </summary>
    ResourceAmounts UnlessAsked { get; }

    /// <summary>How long a replica that is told to end may take before it is killed: so much longer than its deadline a redeployment waits for what it replaces.</summary>
    TimeSpan StopGrace { get; }

    /// <summary>Which source takes something, among those that the request allows.</summary>
    ValueTask<EnginePlacement> PlaceAsync(PlacementRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Records what is wanted, every member of it; it is brought about later. What is recorded already, and equal, is left as it is, so the call
    /// can be repeated; what differs in its <see cref="DesiredApp.ChangeId"/> only is another change.
    /// A change that replaces replicas (<see cref="DesiredApp.Replaces"/>) replaces one after the other, the next when the one before is ready.
    /// What was told to end stays among the replicas until it has, and takes the place of others: an app that is started while what ran before
    /// ends has never more replicas than the larger of both, and one that is replaced one more than that.
    /// </summary>
    /// <param name="desired">What is wanted, of the generation after the expected one.</param>
    /// <param name="expectedGeneration">The generation that is recorded now, of the same <see cref="DesiredApp.Instance"/>; 0 when there is to be none of the key.</param>
    /// <param name="cancellationToken">Cancels before it is recorded.</param>
    /// <exception cref="GenerationConflictException">Something else is recorded.</exception>
    /// <exception cref="WorkloadEngineException">Also when a volume that it mounts is not there.</exception>
    ValueTask<EngineApp> ApplyAsync(DesiredApp desired, long expectedGeneration, CancellationToken cancellationToken = default);

    /// <summary>Removes an app with what belongs to it. Repeats harmlessly. What of it takes time to end is in <see cref="EngineListing.Ending"/> until it has.</summary>
    /// <param name="key">Which app.</param>
    /// <param name="expected">Only if exactly this is recorded; null for whatever is.</param>
    /// <param name="cancellationToken">Cancels before it is removed.</param>
    /// <returns>Whether it was there, as expected.</returns>
    ValueTask<bool> RemoveAsync(AppKey key, DesiredApp? expected, CancellationToken cancellationToken = default);

    /// <summary>An app; null when there is none.</summary>
    ValueTask<EngineApp?> FindAsync(AppKey key, CancellationToken cancellationToken = default);

    /// <summary>Everything at a source: complete, or it throws.</summary>
    /// <param name="source">One of <see cref="Sources"/>.</param>
    /// <param name="tenant">Only of this tenant, with its uid; null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<EngineListing> ListAsync(string source, TenantReference? tenant, CancellationToken cancellationToken = default);

    /// <summary>Says when something may have changed, its own doings and the world's alike. A hint: who hears it lists.</summary>
    /// <param name="cursor">The last <see cref="EngineChange.Cursor"/> that was heard; null to begin now. What is too old brings a change of everything.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<EngineChange> WatchAsync(string? cursor, CancellationToken cancellationToken = default);

    /// <summary>What an app has written, the oldest line first.</summary>
    /// <param name="key">Which app.</param>
    /// <param name="query">Which lines.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<AppLogLine> ReadLogsAsync(AppKey key, AppLogQuery query, CancellationToken cancellationToken = default);

    /// <summary>What the replicas of an app use now; of those that it knows nothing about, nothing.</summary>
    ValueTask<IReadOnlyList<ReplicaUsage>> GetUsageAsync(AppKey key, CancellationToken cancellationToken = default);

    /// <summary>Makes a volume that outlives apps, or gives one that is there another <see cref="AppVolume.Instance"/>. What is there already, and equal, is left as it is.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="expectedInstance">The instance that is recorded now, of the same size and source; null when there is to be none of the key.</param>
    /// <param name="cancellationToken">Cancels before it is made.</param>
    /// <exception cref="VolumeConflictException">There is one of another size, at another source, or of another instance; or none where one is expected.</exception>
    ValueTask<AppVolume> CreateVolumeAsync(AppVolume volume, Guid? expectedInstance, CancellationToken cancellationToken = default);

    /// <summary>Removes a volume. Repeats harmlessly.</summary>
    /// <param name="volume">Which volume.</param>
    /// <param name="expected">Only if exactly this is recorded; null for whatever is.</param>
    /// <param name="cancellationToken">Cancels before it is removed.</param>
    /// <returns>Whether it was there, as expected.</returns>
    /// <exception cref="VolumeConflictException">An app mounts it, stopped ones included.</exception>
    ValueTask<bool> RemoveVolumeAsync(AppKey volume, AppVolume? expected, CancellationToken cancellationToken = default);

    /// <summary>A volume that stands for itself; null when there is none.</summary>
    ValueTask<AppVolume?> FindVolumeAsync(AppKey volume, CancellationToken cancellationToken = default);

    /// <summary>The host's volume of a name that tenants share; null when there is none.</summary>
    ValueTask<Volume?> FindSharedVolumeAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Removes what was made for a tenant as a whole (networks) and its volumes. Its apps are gone. Repeats harmlessly.</summary>
    /// <param name="tenant">The tenant, with its uid.</param>
    /// <param name="keepVolumes">Whether its volumes stay.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask RemoveTenantAsync(TenantReference tenant, bool keepVolumes, CancellationToken cancellationToken = default);
}
