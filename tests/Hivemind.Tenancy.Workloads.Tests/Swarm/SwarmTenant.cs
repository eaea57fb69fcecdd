using System.Globalization;

namespace Hivemind.Tenancy.Workloads.Tests.Swarm;

/// <summary>
/// A tenant of the swarm with its model: of each app and volume what was acknowledged last, where that was done alone; otherwise it is not known.
/// </summary>
internal sealed class SwarmTenant(Tenant tenant, bool isEngineFailing) : IDisposable
{
    private const int Apps = 8;
    private const int Jobs = 2;
    private const int Volumes = 2;

    private readonly object _gate = new();
    private readonly Dictionary<string, Thing> _things = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _status = new(1, 1);

    public Tenant Tenant => tenant;

    /// <summary>Whether a caller was told that what was done could not be undone: more may run, and is held later, than fits.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>How many the model knew about in the end.</summary>
    public int Compared { get; private set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Namespace => tenant.Namespaces[0];

    public void Dispose() => _status.Dispose();

    public async Task StepAsync(Platform platform, Random random, SwarmTests.Tally tally, CancellationToken patience)
    {
        int which = random.Next(Apps + Jobs);
        bool isJob = which >= Apps;
        string name = string.Create(CultureInfo.InvariantCulture, $"{(isJob ? "job" : "app")}{which}");
        string volume = string.Create(CultureInfo.InvariantCulture, $"vol{random.Next(Volumes)}");
        AppSpec spec = SpecOf(name, isJob, random);
        int replicas = random.Next(1, 5);
        IAppManager apps = platform.Apps;
        switch (random.Next(16))
        {
            case 0 or 1 or 2 or 3:
                await DoAsync(tally, nameof(apps.DeployAsync), name, async () => await apps.DeployAsync(tenant, spec, patience), app => app.Spec == spec);
                break;
            case 4 or 5 when !isJob:
                await DoAsync(tally, nameof(apps.ScaleAsync), name, async () => await apps.ScaleAsync(tenant, Namespace, name, replicas, cancellationToken: patience), app => app.Spec.Replicas == replicas);
                break;
            case 6 or 7:
                await DoAsync(tally, nameof(apps.RedeployAsync), name, async () => await apps.RedeployAsync(tenant, spec, cancellationToken: patience), app => app.Spec == spec);
                break;
            case 8:
                await DoAsync(tally, nameof(apps.StopAsync), name, async () => await apps.StopAsync(tenant, Namespace, name, cancellationToken: patience), app => isJob || app.State == AppState.Stopped);
                break;
            case 9 or 10:
                await DoAsync(tally, nameof(apps.StartAsync), name, async () => await apps.StartAsync(tenant, Namespace, name, cancellationToken: patience), app => app.State != AppState.Stopped);
                break;
            case 11 or 12:
                await DoAsync(tally, nameof(apps.RemoveAsync), name, async () => await apps.RemoveAsync(tenant, Namespace, name, cancellationToken: patience) ? null : (App?)null, _ => true);
                break;
            case 13:
                await MakeVolumeAsync(platform, volume, random.Next(10, 40), random.Next(3) > 0, tally, patience);
                break;
            case 14 when isJob:
                await DoAsync(tally, nameof(platform.Engine.Exit), name, () => EndAsync(platform, name, random.Next(2)), _ => true);
                break;
            default:
                await ChangeStatusAsync(platform, random.Next(5) == 0, tally, patience);
                break;
        }
    }

    /// <summary>How many containers, and how many bytes of volumes, were there at one time: nodes are listed one after another, so what two rounds of lists have in common.</summary>
    public async Task<(int Running, long Stored)> PresentAsync(Platform platform)
    {
        EngineListing[] first = await ListAsync(platform);
        EngineListing[] second = await ListAsync(platform);
        HashSet<string> replicas = [.. Running(first)];
        HashSet<Guid> volumes = [.. first.SelectMany(l => l.Volumes).Select(v => v.Instance)];
        return (Running(second).Count(replicas.Contains), second.SelectMany(l => l.Volumes).Where(v => volumes.Contains(v.Instance)).Sum(v => v.SizeBytes));

        static IEnumerable<string> Running(IEnumerable<EngineListing> listings) => listings
            .SelectMany(l => l.Apps).SelectMany(a => a.Replicas.Where(r => r.State is not ReplicaState.Exited).Select(r => $"{a.Desired.Key} {a.Desired.Instance} {r.Id}"));
    }

    /// <summary>What is there is what the model knows.</summary>
    public async Task<string> CompareAsync(Platform platform)
    {
        Dictionary<string, App> found = (await platform.Apps.ListAppsAsync(tenant, cancellationToken: Cancellation)).ToDictionary(a => a.Key.Name, StringComparer.Ordinal);
        HashSet<string> volumes = [.. (await platform.Apps.ListVolumesAsync(tenant, Cancellation)).Select(v => v.Key.Name)];
        bool isSuspended = (await platform.Host.Tenants.GetTenantAsync(tenant, Cancellation)).Status == TenantStatus.Suspended;
        foreach ((string name, Thing thing) in _things.Where(t => t.Value.IsKnown))
        {
            Compared++;
            if (thing.IsVolume)
            {
                volumes.Contains(name).Should().Be(thing.IsThere, "of volume {0} of {1} that was acknowledged", name, tenant.Id);
                continue;
            }

            found.ContainsKey(name).Should().Be(thing.IsThere, "of {0} of {1} that was acknowledged: {2}", name, tenant.Id, thing.Last);
            if (thing.App is { } app)
            {
                found[name].Spec.Should().Be(app.Spec, "of {0} of {1} that was acknowledged: {2}", name, tenant.Id, thing.Last);
                (found[name].State == AppState.Stopped).Should().Be(app.State == AppState.Stopped, "of {0} of {1} that was acknowledged: {2}", name, tenant.Id, thing.Last);
            }
        }

        AppState[] allowed = isSuspended
            ? [AppState.Stopped, AppState.Suspended, AppState.Succeeded, AppState.Failed]
            : [AppState.Stopped, AppState.Ready, AppState.Succeeded, AppState.Failed];
        found.Values.Select(a => a.State).Should().BeSubsetOf(allowed);
        return $"{Compared} of {_things.Count} known, {found.Count} apps, {volumes.Count} volumes{(isSuspended ? ", suspended" : string.Empty)}{(HasLeft ? ", something was left once" : string.Empty)}";
    }

    public async Task RemoveAllAsync(Platform platform)
    {
        foreach (App app in await platform.Apps.ListAppsAsync(tenant, cancellationToken: Cancellation))
        {
            (await platform.Apps.RemoveAsync(tenant, Namespace, app.Key.Name, cancellationToken: Cancellation)).Should().BeTrue();
        }

        foreach (AppVolume volume in await platform.Apps.ListVolumesAsync(tenant, Cancellation))
        {
            (await platform.Apps.RemoveVolumeAsync(tenant, Namespace, volume.Key.Name, cancellationToken: Cancellation)).Should().BeTrue();
        }
    }

    private async Task<EngineListing[]> ListAsync(Platform platform)
    {
        List<EngineListing> listings = [];
        foreach (string source in platform.Engine.Sources)
        {
            listings.Add(await AskAsync(() => platform.Engine.ListAsync(source, tenant, Cancellation)));
        }

        return [.. listings];
    }

    /// <summary>Asks until the engine answers: it fails as it was told.</summary>
    private static async Task<T> AskAsync<T>(Func<ValueTask<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (WorkloadEngineException)
            {
                // As it was told.
            }
        }
    }

    private AppSpec SpecOf(string name, bool isJob, Random random)
    {
        AppSpec spec = Platform.Shop(isJob ? 1 : random.Next(1, 5)) with { Namespace = Namespace, Name = name, Image = $"image:{random.Next(3)}" };
        List<VolumeMount> volumes = [];
        if (random.Next(4) == 0)
        {
            volumes.Add(VolumeMount.Own("own", "/own", random.Next(1, 10)));
        }

        if (random.Next(6) == 0)
        {
            volumes.Add(VolumeMount.Existing($"vol{random.Next(Volumes)}", "/data"));
        }

        return spec with
        {
            Ports = random.Next(2) == 0 ? [new AppPort(80)] : [],
            Volumes = volumes,
            Job = isJob ? new AppJob { Deadline = TimeSpan.FromHours(10) } : null,
        };
    }

    private Task MakeVolumeAsync(Platform platform, string name, long size, bool isMade, SwarmTests.Tally tally, CancellationToken patience) => isMade
        ? DoAsync(
            tally,
            nameof(IAppManager.CreateVolumeAsync),
            name,
            async () =>
            {
                await platform.Apps.CreateVolumeAsync(tenant, Namespace, name, size, patience);
                return null;
            },
            _ => true,
            isThere: true)
        : DoAsync(
            tally,
            nameof(IAppManager.RemoveVolumeAsync),
            name,
            async () =>
            {
                await platform.Apps.RemoveVolumeAsync(tenant, Namespace, name, cancellationToken: patience);
                return null;
            },
            _ => true);

    private async Task<App?> EndAsync(Platform platform, string name, int exitCode)
    {
        AppKey key = new(tenant, Namespace, name);
        platform.Engine.Exit(key, exitCode);
        return App.Of(await AskAsync(() => platform.Engine.FindAsync(key, Cancellation)) ?? throw new AppNotFoundException(key));
    }

    /// <summary>One at a time, as an operator does. Apps are asked for meanwhile.</summary>
    private async Task ChangeStatusAsync(Platform platform, bool isSuspended, SwarmTests.Tally tally, CancellationToken patience)
    {
        await _status.WaitAsync(Cancellation);
        try
        {
            if (isSuspended)
            {
                await platform.Host.Tenants.SuspendTenantAsync(tenant, "test", patience);
            }
            else
            {
                await platform.Host.Tenants.ResumeTenantAsync(tenant, patience);
            }

            tally.Add(isSuspended ? "Suspend" : "Resume");
        }
        catch (Exception e) when (e is TenantProvisioningException or InvalidTenantTransitionException or OperationCanceledException)
        {
            tally.Add($"{(isSuspended ? "Suspend" : "Resume")}:{e.GetType().Name}");
        }
        finally
        {
            _status.Release();
        }
    }

    /// <summary>Makes a change, and keeps in the model what came of it.</summary>
    private async Task DoAsync(SwarmTests.Tally tally, string verb, string name, Func<Task<App?>> act, Func<App, bool> isRight, bool isThere = false)
    {
        Thing thing = Begin(name);
        try
        {
            App? app = await act();
            if (app is not null)
            {
                isRight(app).Should().BeTrue("{0} of {1} answers {2}", verb, name, app);
            }

            End(thing, isDone: true, () => thing.Learn(app, app is not null || isThere, verb));
            tally.Add(verb);
        }
        catch (Exception e) when (e is TenancyException or OperationCanceledException)
        {
            // What is refused before anything was done comes as what it is.
            bool isRefused = e is QuotaExceededException or AppConflictException or VolumeConflictException or AppNotFoundException or TenantNotActiveException
                or AppDeploymentException { Step: AppStep.Isolation or AppStep.Placement };
            HasLeft |= e is AppDeploymentException { IsUndone: false } || (e is OperationCanceledException && isEngineFailing);

            End(thing, isRefused, () => thing.Last = $"{verb} refused after {thing.Last}");
            tally.Add($"{verb}:{e.GetType().Name}{((e as AppDeploymentException)?.IsUndone == false ? "!" : string.Empty)}");
        }
    }

    private Thing Begin(string name)
    {
        lock (_gate)
        {
            if (!_things.TryGetValue(name, out Thing? thing))
            {
                _things[name] = thing = new Thing(name.StartsWith("vol", StringComparison.Ordinal));
            }

            thing.AtWork++;
            thing.WasAlone = thing.AtWork == 1;
            return thing;
        }
    }

    private void End(Thing thing, bool isDone, Action learn)
    {
        lock (_gate)
        {
            thing.AtWork--;
            if (isDone && thing.WasAlone)
            {
                learn();
            }
            else
            {
                thing.Forget();
            }
        }
    }

    /// <summary>One app or volume in the model.</summary>
    private sealed class Thing(bool isVolume)
    {
        public bool IsVolume => isVolume;

        public int AtWork { get; set; }

        public bool WasAlone { get; set; }

        public bool IsKnown { get; private set; }

        public bool IsThere { get; private set; }

        public App? App { get; private set; }

        public string Last { get; set; } = string.Empty;

        public void Learn(App? app, bool isThere, string verb)
        {
            (IsKnown, App, IsThere, Last) = (true, app, isThere, verb);
        }

        public void Forget() => IsKnown = false;
    }
}
