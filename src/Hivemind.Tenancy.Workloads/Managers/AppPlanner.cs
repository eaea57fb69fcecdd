namespace Hivemind.Tenancy.Workloads;

/// <summary>Whether a tenant's isolation lets something run, and where. Pure verdicts of the core over what the engine says of itself.</summary>
internal sealed class AppPlanner(IWorkloadEngine engine)
{
    /// <summary>The source that takes an app.</summary>
    /// <param name="tenant">The tenant as it is now.</param>
    /// <param name="key">Which app.</param>
    /// <param name="spec">What it is to be.</param>
    /// <param name="at">The source that it is at already; null for any.</param>
    /// <param name="cancellationToken">Cancels the questions.</param>
    /// <exception cref="AppDeploymentException">Isolation forbids it, or no source takes it; nothing was done.</exception>
    public async ValueTask<string> PlaceAsync(Tenant tenant, AppKey key, AppSpec spec, string? at, CancellationToken cancellationToken)
    {
        EnsureKeepsApart(tenant, key);
        foreach (VolumeMount mount in spec.Volumes.Where(v => !v.IsOwn))
        {
            at = await MountAsync(tenant, key, mount, at, cancellationToken).ConfigureAwait(false);
        }

        return await PlaceAsync(tenant, key, spec.Amounts, at, cancellationToken, spec).ConfigureAwait(false);
    }

    /// <summary>The source that takes something of these amounts.</summary>
    /// <exception cref="AppDeploymentException">Isolation forbids it, or none does; nothing was done.</exception>
    public async ValueTask<string> PlaceAsync(Tenant tenant, AppKey key, ResourceAmounts amounts, string? at, CancellationToken cancellationToken, AppSpec? spec = null)
    {
        EnsureKeepsApart(tenant, key);
        PlacementRequest request = new(tenant, amounts, node => TenantIsolation.CanPlace(tenant, node)) { OnlySource = at, Spec = spec };
        EnginePlacement placement = await engine.PlaceAsync(request, cancellationToken).ConfigureAwait(false);
        return placement.Source ?? throw new AppDeploymentException(key, AppStep.Placement, placement.Reason);
    }

    /// <summary>That the engine can keep apart what the tenant's level asks for.</summary>
    /// <exception cref="AppDeploymentException">It cannot.</exception>
    public void EnsureKeepsApart(Tenant tenant, AppKey key)
    {
        if (engine.Capabilities.WhatIsMissing(tenant.IsolationLevel.Settings) is { } missing)
        {
            throw new AppDeploymentException(key, AppStep.Isolation, $"Tenant '{tenant.Id}' is isolated as {tenant.IsolationLevel}. {missing}");
        }
    }

    /// <summary>That an app which gets more replicas is kept apart as far as its tenant is: they start as those that run did.</summary>
    /// <exception cref="AppDeploymentException">It is kept apart less, since before the level was raised.</exception>
    public static void EnsureIsKeptApart(Tenant tenant, DesiredApp app)
    {
        IsolationSettings level = tenant.IsolationLevel.Settings;
        bool isLess = IsLess(app.Isolation.Network, level.Network) || IsLess(app.Isolation.Storage, level.Storage) || IsLess(app.Isolation.Compute, level.Compute)
            || (level.ResourceGuarantees && !app.Isolation.ResourceGuarantees);
        if (isLess)
        {
            throw new AppDeploymentException(
                app.Key, AppStep.Isolation, $"Tenant '{tenant.Id}' is isolated as {tenant.IsolationLevel}, and the app runs with less: redeploy it first.");
        }

        static bool IsLess(IsolationBoundary has, IsolationBoundary asked) => asked == IsolationBoundary.Own && has != IsolationBoundary.Own;
    }

    /// <summary>Where an app has to run to mount a volume.</summary>
    private async ValueTask<string?> MountAsync(Tenant tenant, AppKey key, VolumeMount mount, string? at, CancellationToken cancellationToken)
    {
        if (mount.IsShared)
        {
            Volume? shared = await engine.FindSharedVolumeAsync(mount.Volume, cancellationToken).ConfigureAwait(false);
            IsolationVerdict verdict = shared is null
                ? IsolationVerdict.Deny($"There is no shared volume '{mount.Volume}'.")
                : TenantIsolation.CanMount(tenant, shared);
            return verdict.IsAllowed ? at : throw new AppDeploymentException(key, AppStep.Isolation, verdict.Reason);
        }

        AppVolume volume = await engine.FindVolumeAsync(new AppKey(key.Tenant, key.Namespace, mount.Volume), cancellationToken).ConfigureAwait(false)
            ?? throw new AppDeploymentException(key, AppStep.Isolation, $"There is no volume '{mount.Volume}' in the namespace '{key.Namespace}'.");
        return at is null || at == volume.Source
            ? volume.Source
            : throw new AppDeploymentException(key, AppStep.Placement, $"Volume '{mount.Volume}' lies at '{volume.Source}', and the app, or another volume of it, at '{at}'.");
    }
}
