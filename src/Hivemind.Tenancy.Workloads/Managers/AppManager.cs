namespace Hivemind.Tenancy.Workloads;

/// <summary>Authorizes, decides what is wanted, and lets <see cref="AppChangeRunner"/> bring it about.</summary>
internal sealed partial class AppManager(
    AppGuard guard, AppPlanner planner, AppChangeRunner runner, Holdings holdings, IWorkloadEngine engine) : IAppManager
{
    /// <summary>How often a change is decided anew because somebody came before it.</summary>
    private const int Attempts = 5;

    public async ValueTask<App> DeployAsync(TenantReference tenant, AppSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validated(nameof(spec));
        Tenant seen = await guard.ReachAsync(tenant, AppPermissions.Deploy, spec.Namespace, cancellationToken).ConfigureAwait(false);
        EnsureTakesOn(seen, spec.Namespace, nameof(spec));
        AppKey key = new(seen, spec.Namespace, spec.Name);
        using TenantScope scope = AppGuard.Act(seen, $"deploys app '{spec.Namespace}/{spec.Name}'");
        return await ChangeAsync(key, async found =>
        {
            if (found is not null)
            {
                return found.Desired.Spec == spec
                    ? await ConfirmationAsync(found, cancellationToken).ConfigureAwait(false)
                    : throw new AppConflictException(key, "there is one of that name with another spec: change it with RedeployAsync or ScaleAsync.");
            }

            DesiredApp wanted = new()
            {
                Key = key,
                Instance = Guid.NewGuid(),
                Generation = 1,
                Spec = spec,
                Source = await planner.PlaceAsync(seen, key, spec, at: null, cancellationToken).ConfigureAwait(false),
                Isolation = seen.IsolationLevel.Settings,
            };
            return new AppChange(null, wanted) { Target = spec.Amounts };
        }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<App> RedeployAsync(TenantReference tenant, AppSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validated(nameof(spec));
        Tenant seen = await guard.ReachAsync(tenant, AppPermissions.Deploy, spec.Namespace, cancellationToken).ConfigureAwait(false);
        EnsureTakesOn(seen, spec.Namespace, nameof(spec));
        AppKey key = new(seen, spec.Namespace, spec.Name);
        using TenantScope scope = AppGuard.Act(seen, $"redeploys app '{spec.Namespace}/{spec.Name}'");
        App app = await ChangeAsync(key, async found =>
        {
            DesiredApp before = (found ?? throw new AppNotFoundException(key)).Desired;
            DesiredApp wanted = Next(before) with { Spec = spec, Isolation = seen.IsolationLevel.Settings };
            if (before with { Generation = wanted.Generation } == wanted)
            {
                return null;
            }

            await planner.PlaceAsync(seen, key, spec, before.Source, cancellationToken).ConfigureAwait(false);
            if (wanted.IsStopped)
            {
                return new AppChange(found, wanted);
            }

            // The surge is one replica of whichever is larger: the last of the former may run beside the first of the next.
            ResourceAmounts surge = before.Spec.OneReplica.Larger(spec.OneReplica);
            ResourceAmounts target = before.Spec.Amounts.Larger(spec.Amounts);
            bool isRolling = found.IsHeld && before.Replaces(wanted);
            return new AppChange(found, wanted)
            {
                Target = found.IsHeld ? isRolling ? target.Plus(surge) : target : spec.Amounts,
                IsGrowth = found.IsHeld,
                WaitsUntilReady = spec.Job is null,
            };
        }, cancellationToken).ConfigureAwait(false);
        await holdings.SettleAsync(key, cancellationToken).ConfigureAwait(false);
        return app;
    }

    public async ValueTask<App> ScaleAsync(
        TenantReference tenant, string namespaceName, string name, int replicas, CancellationToken cancellationToken = default)
    {
        AppRules.Range(replicas, 1, AppSpec.MaxReplicas, nameof(replicas));
        (Tenant seen, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.Scale, cancellationToken).ConfigureAwait(false);
        using TenantScope scope = AppGuard.Act(seen, $"scales app '{namespaceName}/{name}'");
        App app = await ChangeAsync(key, async found =>
        {
            DesiredApp before = (found ?? throw new AppNotFoundException(key)).Desired;
            if (before.Spec.Job is not null)
            {
                throw new ArgumentException($"App '{key}' is a job, which has 1 replica.", nameof(name));
            }

            if (before.Spec.Replicas == replicas)
            {
                return null;
            }

            bool isMore = replicas > before.Spec.Replicas && !before.IsStopped;
            seen.Status.EnsureAllows(isMore ? TenantOperation.Admit : TenantOperation.Commit, seen.Id);
            AppSpec spec = (before.Spec with { Replicas = replicas }).Validated(nameof(replicas));
            AppChange change = new(found, Next(before) with { Spec = spec });
            if (!isMore)
            {
                return change;
            }

            await planner.PlaceAsync(seen, key, spec, before.Source, cancellationToken).ConfigureAwait(false);
            return change with { Target = spec.Amounts, IsGrowth = true };
        }, cancellationToken).ConfigureAwait(false);
        await holdings.SettleAsync(key, cancellationToken).ConfigureAwait(false);
        return app;
    }

    public async ValueTask<App> StopAsync(TenantReference tenant, string namespaceName, string name, CancellationToken cancellationToken = default)
    {
        (Tenant seen, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.Stop, cancellationToken).ConfigureAwait(false);
        seen.Status.EnsureAllows(TenantOperation.Commit, seen.Id);
        using TenantScope scope = AppGuard.Act(seen, $"stops app '{namespaceName}/{name}'");
        Allocation? held = null;
        App app = await ChangeAsync(key, async found =>
        {
            // Looked at before it stops: what is admitted later, by a start, is another admission.
            held = await holdings.FindAsync(key.Tenant, key.AllocationId, cancellationToken).ConfigureAwait(false);
            DesiredApp before = (found ?? throw new AppNotFoundException(key)).Desired;
            return found.IsHeld ? new AppChange(found, Next(before) with { IsStopped = true }) : null;
        }, cancellationToken).ConfigureAwait(false);
        await holdings.ReleaseAsync(held, cancellationToken).ConfigureAwait(false);
        return app;
    }

    public async ValueTask<App> StartAsync(TenantReference tenant, string namespaceName, string name, CancellationToken cancellationToken = default)
    {
        (Tenant seen, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.Stop, cancellationToken).ConfigureAwait(false);
        EnsureTakesOn(seen, namespaceName, nameof(namespaceName));
        using TenantScope scope = AppGuard.Act(seen, $"starts app '{namespaceName}/{name}'");
        return await ChangeAsync(key, async found =>
        {
            DesiredApp before = (found ?? throw new AppNotFoundException(key)).Desired;
            if (!before.IsStopped)
            {
                return await ConfirmationAsync(found, cancellationToken).ConfigureAwait(false);
            }

            await planner.PlaceAsync(seen, key, before.Spec, before.Source, cancellationToken).ConfigureAwait(false);
            DesiredApp wanted = Next(before) with { IsStopped = false, IsSuspended = false, Isolation = seen.IsolationLevel.Settings };
            return new AppChange(found, wanted) { Target = before.Spec.Amounts };
        }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveAsync(TenantReference tenant, string namespaceName, string name, CancellationToken cancellationToken = default)
    {
        (Tenant seen, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.Delete, cancellationToken).ConfigureAwait(false);
        using TenantScope scope = AppGuard.Act(seen, $"removes app '{namespaceName}/{name}'");
        bool isRemoved = false;
        while (true)
        {
            Allocation? held = await holdings.FindAsync(key.Tenant, key.AllocationId, cancellationToken).ConfigureAwait(false);
            EngineApp? found = await engine.FindAsync(key, cancellationToken).ConfigureAwait(false);
            isRemoved |= found is not null && await engine.RemoveAsync(key, found.Desired, cancellationToken).ConfigureAwait(false);
            if (found is null || isRemoved)
            {
                // A hold where nothing was found is a deployment that has not applied yet: it is its own.
                await holdings.ReleaseAsync(isRemoved || held is { IsCommitted: true } ? held : null, cancellationToken).ConfigureAwait(false);
                return isRemoved;
            }
        }
    }

    private static DesiredApp Next(DesiredApp before) => before with { Generation = before.Generation + 1 };

    private static void EnsureTakesOn(Tenant tenant, string namespaceName, string paramName)
    {
        tenant.Status.EnsureAllows(TenantOperation.Admit, tenant.Id);
        if (!tenant.Namespaces.Contains(namespaceName, StringComparer.Ordinal))
        {
            throw new ArgumentException($"Namespace '{namespaceName}' is refused: one of tenant '{tenant.Id}' is allowed ({string.Join(", ", tenant.Namespaces)}).", paramName);
        }
    }

    /// <summary>What is to be done about an app that is there as it is wanted: nothing, unless whoever made it so has not committed yet. Then it is made anew in the caller's name, so that it is no longer the other's to undo.</summary>
    private async ValueTask<AppChange?> ConfirmationAsync(EngineApp found, CancellationToken cancellationToken)
    {
        AppKey key = found.Desired.Key;
        return !found.IsHeld || await holdings.FindAsync(key.Tenant, key.AllocationId, cancellationToken).ConfigureAwait(false) is { IsCommitted: true }
            ? null
            : new AppChange(found, Next(found.Desired)) { Target = found.Desired.Spec.Amounts };
    }

    private async ValueTask<(Tenant Tenant, AppKey Key)> ReachAsync(
        TenantReference tenant, string namespaceName, string name, Permission permission, CancellationToken cancellationToken)
    {
        AppRules.Label(namespaceName, nameof(namespaceName));
        AppRules.Label(name, nameof(name));
        Tenant seen = await guard.ReachAsync(tenant, permission, namespaceName, cancellationToken).ConfigureAwait(false);
        return (seen, new AppKey(seen, namespaceName, name));
    }

    /// <summary>Decides on a change from what is found, makes it, and decides anew where somebody came before.</summary>
    private async ValueTask<App> ChangeAsync(AppKey key, Func<EngineApp?, ValueTask<AppChange?>> decide, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            EngineApp? found = await engine.FindAsync(key, cancellationToken).ConfigureAwait(false);
            if (await decide(found).ConfigureAwait(false) is not { } change)
            {
                return App.Of(found!);
            }

            try
            {
                return App.Of(await runner.RunAsync(change, cancellationToken).ConfigureAwait(false));
            }
            catch (GenerationConflictException) when (attempt < Attempts)
            {
                // Somebody came before: look again.
            }
            catch (GenerationConflictException e)
            {
                throw new AppConflictException(key, "others keep changing it.", e);
            }
        }
    }
}
