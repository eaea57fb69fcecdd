namespace Hivemind.Tenancy.Workloads;

/// <summary>Authorizes, decides what is wanted, and lets <see cref="AppChangeRunner"/> bring it about.</summary>
internal sealed partial class AppManager(
    AppGuard guard,
    AppPlanner planner,
    AppChangeRunner runner,
    AppReporter reporter,
    Holdings holdings,
    IWorkloadEngine engine,
    TimeProvider time,
    WorkloadsLogger logger) : IAppManager
{
    /// <summary>How often a change is decided anew because somebody came before it.</summary>
    private const int Attempts = 20;

    public async ValueTask<App> DeployAsync(TenantReference tenant, AppSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec = spec.Given(engine.UnlessAsked).Validated(nameof(spec));
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
                    : throw new AppConflictException(key, $"there is one of that name with another spec ({string.Join(", ", found.Desired.Spec.Differences(spec))}): redeploy or scale it.");
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
            return AppChange.New(wanted);
        }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<App> RedeployAsync(
        TenantReference tenant, AppSpec spec, AppVersion? expected = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec = spec.Given(engine.UnlessAsked).Validated(nameof(spec));
        Tenant seen = await guard.ReachAsync(tenant, AppPermissions.Deploy, spec.Namespace, cancellationToken).ConfigureAwait(false);
        EnsureTakesOn(seen, spec.Namespace, nameof(spec));
        AppKey key = new(seen, spec.Namespace, spec.Name);
        using TenantScope scope = AppGuard.Act(seen, $"redeploys app '{spec.Namespace}/{spec.Name}'");
        App app = await ChangeAsync(key, async found =>
        {
            DesiredApp before = AsExpected(found ?? throw new AppNotFoundException(key), expected);
            DesiredApp wanted = before with { Spec = spec, Isolation = seen.IsolationLevel.Settings, IsSuspended = false };
            bool isAwaited = spec.Job is null && !wanted.IsStopped;
            if (before.WantsWhat(wanted) && !before.IsSuspended)
            {
                // What is recorded already is recorded again: that changes nothing.
                AppChange? change = await ConfirmationAsync(found, cancellationToken).ConfigureAwait(false);
                return isAwaited ? (change ?? new AppChange(found, before)) with { WaitsUntilReady = true } : change;
            }

            await planner.PlaceAsync(seen, key, spec, before.Source, cancellationToken).ConfigureAwait(false);
            return wanted.IsStopped ? AppChange.AtOnce(found, wanted) : AppChange.Begin(found, wanted) with { WaitsUntilReady = isAwaited };
        }, cancellationToken).ConfigureAwait(false);
        await runner.SettleAsync(key, cancellationToken).ConfigureAwait(false);
        return app;
    }

    public async ValueTask<App> ScaleAsync(
        TenantReference tenant, string namespaceName, string name, int replicas, AppVersion? expected = null, CancellationToken cancellationToken = default)
    {
        AppRules.Range(replicas, 1, AppSpec.MaxReplicas, nameof(replicas));
        (Tenant seen, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.Scale, cancellationToken).ConfigureAwait(false);
        using TenantScope scope = AppGuard.Act(seen, $"scales app '{namespaceName}/{name}'");
        App app = await ChangeAsync(key, async found =>
        {
            DesiredApp before = AsExpected(found ?? throw new AppNotFoundException(key), expected);
            if (before.Spec.Job is not null)
            {
                throw new ArgumentException($"App '{key}' is a job, which has 1 replica.", nameof(name));
            }

            if (before.Spec.Replicas == replicas)
            {
                return await ConfirmationAsync(found, cancellationToken).ConfigureAwait(false);
            }

            bool isMore = replicas > before.Spec.Replicas && !before.IsStopped;
            seen.Status.EnsureAllows(isMore ? TenantOperation.Admit : TenantOperation.Commit, seen.Id);
            DesiredApp wanted = before with { Spec = (before.Spec with { Replicas = replicas }).Validated(nameof(replicas)) };
            if (!isMore)
            {
                // A redeployment that is not finished goes back to what it knows if it fails: not to what was scaled since.
                return before.Former is null ? AppChange.AtOnce(found, wanted) : throw new AppConflictException(key, "another change of it is under way.");
            }

            AppPlanner.EnsureIsKeptApart(seen, before);
            await planner.PlaceAsync(seen, key, wanted.Spec, before.Source, cancellationToken).ConfigureAwait(false);
            return AppChange.Begin(found, wanted);
        }, cancellationToken).ConfigureAwait(false);
        await runner.SettleAsync(key, cancellationToken).ConfigureAwait(false);
        return app;
    }

    public async ValueTask<App> StopAsync(
        TenantReference tenant, string namespaceName, string name, AppVersion? expected = null, CancellationToken cancellationToken = default)
    {
        (Tenant seen, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.Stop, cancellationToken).ConfigureAwait(false);
        seen.Status.EnsureAllows(TenantOperation.Commit, seen.Id);
        using TenantScope scope = AppGuard.Act(seen, $"stops app '{namespaceName}/{name}'");
        App app = await ChangeAsync(key, found =>
        {
            DesiredApp before = AsExpected(found ?? throw new AppNotFoundException(key), expected);
            return ValueTask.FromResult(found.IsHeld ? AppChange.AtOnce(found, before with { IsStopped = true }) : null);
        }, cancellationToken, AppReportReasons.StopFailed).ConfigureAwait(false);
        bool hasEnded = await holdings.SettleAsync(key, cancellationToken).ConfigureAwait(false) && app is { Spec.Job: not null, State: AppState.Failed };
        if (hasEnded)
        {
            // Nobody else finds by what it held that it has.
            await reporter.JobFailedAsync(key, app.Replicas).ConfigureAwait(false);
        }

        return app;
    }

    public async ValueTask<App> StartAsync(
        TenantReference tenant, string namespaceName, string name, AppVersion? expected = null, CancellationToken cancellationToken = default)
    {
        (Tenant seen, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.Stop, cancellationToken).ConfigureAwait(false);
        EnsureTakesOn(seen, namespaceName, nameof(namespaceName));
        using TenantScope scope = AppGuard.Act(seen, $"starts app '{namespaceName}/{name}'");
        return await ChangeAsync(key, async found =>
        {
            DesiredApp before = AsExpected(found ?? throw new AppNotFoundException(key), expected);
            if (!before.IsStopped)
            {
                return await ConfirmationAsync(found, cancellationToken).ConfigureAwait(false);
            }

            await planner.PlaceAsync(seen, key, before.Spec, before.Source, cancellationToken).ConfigureAwait(false);
            DesiredApp wanted = before with { IsStopped = false, IsSuspended = false, Isolation = seen.IsolationLevel.Settings };
            return AppChange.Begin(found, wanted);
        }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveAsync(
        TenantReference tenant, string namespaceName, string name, AppVersion? expected = null, CancellationToken cancellationToken = default)
    {
        (Tenant seen, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.Delete, cancellationToken).ConfigureAwait(false);
        using TenantScope scope = AppGuard.Act(seen, $"removes app '{namespaceName}/{name}'");
        for (int attempt = 1; ; attempt++)
        {
            Allocation? held = await holdings.FindAsync(key.Tenant, key.AllocationId, cancellationToken).ConfigureAwait(false);
            EngineApp? found = await engine.FindAsync(key, cancellationToken).ConfigureAwait(false);
            if (found is not null)
            {
                AsExpected(found, expected);
            }

            if (found is null || await engine.RemoveAsync(key, found.Desired, cancellationToken).ConfigureAwait(false))
            {
                await holdings.VoidGrowthAsync(found is null ? null : held, cancellationToken).ConfigureAwait(false);
                await holdings.SettleAsync(key, cancellationToken).ConfigureAwait(false);
                if (found is null && expected is not null)
                {
                    throw new AppNotFoundException(key);
                }

                return found is not null;
            }

            if (attempt == Attempts)
            {
                throw new AppConflictException(key, "others keep changing it.");
            }
        }
    }

    /// <summary>
    /// What is recorded of an app that a caller changes, as far as they have seen it. The engine takes the change on top of exactly that, so
    /// nothing comes between this look and the act; where somebody has come before, it is looked at, and compared, again.
    /// </summary>
    /// <exception cref="AppConflictException">It is at another version than expected.</exception>
    private static DesiredApp AsExpected(EngineApp found, AppVersion? expected)
    {
        DesiredApp desired = found.Desired;
        return expected is null || expected == desired.Version
            ? desired
            : throw new AppConflictException(desired.Key, "it has changed since it was looked at.") { ActualVersion = desired.Version };
    }

    private static void EnsureTakesOn(Tenant tenant, string namespaceName, string paramName)
    {
        tenant.Status.EnsureAllows(TenantOperation.Admit, tenant.Id);
        if (!tenant.Namespaces.Contains(namespaceName, StringComparer.Ordinal))
        {
            throw new ArgumentException($"Namespace '{namespaceName}' is refused: one of tenant '{tenant.Id}' is allowed ({string.Join(", ", tenant.Namespaces)}).", paramName);
        }
    }

    /// <summary>What is to be done about an app that is there as it is wanted: nothing, unless whoever made it so is not done with it.</summary>
    private async ValueTask<AppChange?> ConfirmationAsync(EngineApp found, CancellationToken cancellationToken)
    {
        if (found.Desired.ChangeId is null)
        {
            return null;
        }

        AppKey key = found.Desired.Key;
        return found.IsHeld
            ? AppChange.TakeOver(found, await holdings.FindAsync(key.Tenant, key.AllocationId, cancellationToken).ConfigureAwait(false) is { IsCommitted: true })
            : AppChange.AtOnce(found, found.Desired);
    }

    private async ValueTask<(Tenant Tenant, AppKey Key)> ReachAsync(
        TenantReference tenant, string namespaceName, string name, Permission permission, CancellationToken cancellationToken)
    {
        AppRules.Label(namespaceName, nameof(namespaceName));
        AppRules.Label(name, nameof(name));
        Tenant seen = await guard.ReachAsync(tenant, permission, namespaceName, cancellationToken).ConfigureAwait(false);
        return (seen, new AppKey(seen, namespaceName, name));
    }

    /// <summary>Makes a change, and tells the tenant where it failed.</summary>
    private async ValueTask<App> ChangeAsync(
        AppKey key, Func<EngineApp?, ValueTask<AppChange?>> decide, CancellationToken cancellationToken, string reason = AppReportReasons.DeploymentFailed)
    {
        try
        {
            return await DecideAsync(key, decide, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await reporter.FailedAsync(key, reason, e).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Decides on a change from what is found, makes it, and decides anew where somebody came before. Where somebody came after it had been
    /// applied, what is refused then leaves as that: it may be done, so it is never said that nothing was.
    /// </summary>
    private async ValueTask<App> DecideAsync(AppKey key, Func<EngineApp?, ValueTask<AppChange?>> decide, CancellationToken cancellationToken)
    {
        AppDeploymentException? overtaken = null;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                EngineApp? found = await engine.FindAsync(key, cancellationToken).ConfigureAwait(false);
                return await decide(found).ConfigureAwait(false) is { } change
                    ? App.Of(await runner.RunAsync(change, cancellationToken).ConfigureAwait(false))
                    : App.Of(found!);
            }
            catch (GenerationConflictException) when (attempt < Attempts)
            {
                // Somebody came before: look again.
            }
            catch (AppDeploymentException e) when (attempt < Attempts && e.InnerException is GenerationConflictException)
            {
                overtaken = e;
            }
            catch (TenancyException e) when (overtaken is not null && e is not AppDeploymentException)
            {
                throw overtaken;
            }
            catch (GenerationConflictException e)
            {
                throw new AppConflictException(key, "others keep changing it.", e);
            }
        }
    }
}
