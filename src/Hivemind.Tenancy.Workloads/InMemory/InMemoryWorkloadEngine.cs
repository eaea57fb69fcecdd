namespace Hivemind.Tenancy.Workloads;

/// <summary>
/// The engine that a host gets unless it says otherwise, and that unit tests use: it runs no process, and keeps every promise of
/// <see cref="IWorkloadEngine"/> over replicas that only exist in memory. Each of its nodes is a source. It can be told to fail, see
/// <see cref="Faults"/>. Safe for concurrent use.
/// </summary>
public sealed partial class InMemoryWorkloadEngine : IWorkloadEngine
{
    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly ISecretResolver? _secrets;
    private readonly SortedDictionary<string, MemoryApp> _apps = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, MemoryApp> _ending = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, AppVolume> _volumes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Volume> _shared = new(StringComparer.Ordinal);
    private readonly EngineChangeLog _changes = new();

    /// <summary>Makes an engine with one shared node, called <c>memory</c>.</summary>
    /// <param name="time">The host's time.</param>
    /// <param name="secrets">The host's secrets; null when it has none, and then an app that names one does not start.</param>
    public InMemoryWorkloadEngine(TimeProvider time, ISecretResolver? secrets = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _secrets = secrets;
    }

    /// <summary>What it gets wrong.</summary>
    public EngineFaults Faults { get; } = new();

    /// <summary>What it says it can do: everything, because nothing that it runs can reach anything. Tests may set less.</summary>
    public EngineCapabilities Capabilities { get; set; } = new()
    {
        Network = EngineSupport.Enforced,
        Storage = EngineSupport.Enforced,
        Compute = EngineSupport.Enforced,
        ResourceGuarantees = EngineSupport.Enforced,
    };

    /// <inheritdoc/>
    /// <remarks>Nothing unless set.</remarks>
    public ResourceAmounts UnlessAsked { get; set; } = ResourceAmounts.None;

    /// <summary>Whether replicas are ready as soon as they start; otherwise a test calls <see cref="MakeReady"/>. True unless set.</summary>
    public bool IsReadyAtOnce { get; set; } = true;

    /// <summary>Whether jobs end well as soon as they start, as there is nothing to run; otherwise a test calls <see cref="Exit"/>. True unless set.</summary>
    public bool JobsEndAtOnce { get; set; } = true;

    /// <summary>Adds a volume that the host shares among tenants, or one that is another tenant's.</summary>
    public void AddSharedVolume(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        lock (_gate)
        {
            _shared[volume.Name] = volume;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<EngineApp> ApplyAsync(DesiredApp desired, long expectedGeneration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(desired);
        if (desired.Generation != expectedGeneration + 1)
        {
            throw new ArgumentException($"Generation {desired.Generation} does not follow {expectedGeneration}.", nameof(desired));
        }

        await Faults.BeginAsync(nameof(ApplyAsync), cancellationToken).ConfigureAwait(false);
        EnsureAnswers(desired.Source);
        bool isStarting = IsStarting(desired);
        string? waiting = isStarting ? await WhyWaitingAsync(desired, cancellationToken).ConfigureAwait(false) : null;
        EngineApp view;
        lock (_gate)
        {
            EnsureVolumes(desired);
            if (!_apps.TryGetValue(IdOf(desired.Key), out MemoryApp? app))
            {
                Node node = _nodes.Find(n => n.Name == desired.Source) ?? throw new WorkloadEngineException($"There is no node '{desired.Source}'.", isTransient: false);
                app = expectedGeneration == 0 ? new MemoryApp(desired, node) : throw new GenerationConflictException(desired.Key, expectedGeneration, found: 0);
                _apps.Add(IdOf(desired.Key), app);
                if (_ending.GetValueOrDefault(IdOf(desired.Key)) is { } former && former.Desired.Source == desired.Source)
                {
                    app.TakeOver(former);
                    _ending.Remove(IdOf(desired.Key));
                }
            }
            else if (app.Desired != desired)
            {
                if (app.Desired.Generation != expectedGeneration || app.Desired.Instance != desired.Instance)
                {
                    throw new GenerationConflictException(desired.Key, expectedGeneration, app.Desired.Generation);
                }

                app.Want(desired);
            }

            app.Waiting = isStarting ? waiting : app.Waiting;
            Converge(app);
            view = app.View;
        }

        Faults.End(nameof(ApplyAsync));
        return view;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(AppKey key, DesiredApp? expected, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        await Faults.BeginAsync(nameof(RemoveAsync), cancellationToken).ConfigureAwait(false);
        bool isRemoved;
        lock (_gate)
        {
            isRemoved = _apps.TryGetValue(IdOf(key), out MemoryApp? app) && (expected is null || app.Desired == expected);
            if (isRemoved)
            {
                EnsureAnswers(app!.Desired.Source);
                _apps.Remove(IdOf(key));
                app.Want(app.Desired with { IsStopped = true });
                app.StopAll(_time.GetUtcNow(), StopTime);
                if (app.IsEnding)
                {
                    _ending[IdOf(key)] = app;
                    EndLater();
                }

                _changes.Add(app.Desired.Source, key.Tenant);
            }
        }

        Faults.End(nameof(RemoveAsync));
        return isRemoved;
    }

    /// <inheritdoc/>
    public async ValueTask<EngineApp?> FindAsync(AppKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        await Faults.BeginAsync(nameof(FindAsync), cancellationToken).ConfigureAwait(false);
        EngineApp? view = null;
        lock (_gate)
        {
            if (_apps.TryGetValue(IdOf(key), out MemoryApp? app))
            {
                EnsureAnswers(app.Desired.Source);
                Expire(app);
                view = app.View;
            }
        }

        Faults.End(nameof(FindAsync));
        return view;
    }

    /// <inheritdoc/>
    public async ValueTask<EngineListing> ListAsync(string source, TenantReference? tenant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        await Faults.BeginAsync(nameof(ListAsync), cancellationToken).ConfigureAwait(false);
        EnsureAnswers(source);
        EngineListing listing;
        lock (_gate)
        {
            if (!_nodes.Exists(n => n.Name == source))
            {
                throw new WorkloadEngineException($"There is no node '{source}'.", isTransient: false);
            }

            MemoryApp[] apps = [.. Of(_apps)];
            Array.ForEach(apps, Expire);
            listing = new EngineListing(
                [.. apps.Select(a => a.View)],
                [.. _volumes.Values.Where(v => v.Source == source && (tenant is null || v.Key.Tenant == tenant))])
            {
                Ending = [.. Of(_ending).Select(a => a.View)],
            };
        }

        Faults.End(nameof(ListAsync));
        return listing;

        IEnumerable<MemoryApp> Of(SortedDictionary<string, MemoryApp> all) =>
            all.Values.Where(a => a.Desired.Source == source && (tenant is null || a.Desired.Key.Tenant == tenant));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EngineChange> WatchAsync(string? cursor, CancellationToken cancellationToken = default) =>
        _changes.FollowAsync(cursor, cancellationToken);

    private static string IdOf(AppKey key) => $"{key.Tenant}/{key.Namespace}/{key.Name}";

    private void EnsureAnswers(string? source)
    {
        if (source is not null && Faults.IsSilent(source))
        {
            throw new WorkloadEngineException($"Node '{source}' does not answer, as it was told.");
        }
    }

    private void Converge(MemoryApp app)
    {
        app.Converge(_time.GetUtcNow(), IsReadyAtOnce, JobsEndAtOnce, StopTime);
        if (app.IsEnding)
        {
            EndLater();
        }

        _changes.Add(app.Desired.Source, app.Desired.Key.Tenant);
    }

    private void Expire(MemoryApp app)
    {
        if (app.Expire(_time.GetUtcNow()))
        {
            _changes.Add(app.Desired.Source, app.Desired.Key.Tenant);
        }
    }

    /// <summary>Whether containers start by it that do not run yet.</summary>
    private bool IsStarting(DesiredApp desired)
    {
        lock (_gate)
        {
            return desired.RunningReplicas > 0
                && (!_apps.TryGetValue(IdOf(desired.Key), out MemoryApp? app) || app.Desired.Replaces(desired) || app.Desired.RunningReplicas < desired.RunningReplicas);
        }
    }

    /// <summary>Asks for each secret, as a container that starts would, and keeps none.</summary>
    private async ValueTask<string?> WhyWaitingAsync(DesiredApp desired, CancellationToken cancellationToken)
    {
        foreach (SecretReference secret in desired.Spec.Secrets.Values)
        {
            if (_secrets is null || await _secrets.ResolveAsync(desired.Key, secret, cancellationToken).ConfigureAwait(false) is null)
            {
                return $"There is no secret '{secret.Name}' for it.";
            }
        }

        return null;
    }
}
