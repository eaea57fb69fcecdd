namespace Hivemind.Tenancy.Workloads;

/// <summary>
/// Apps of tenants: what a tenant runs, within what it may hold and how far it is kept apart. It authorizes by the ambient
/// <see cref="TenantContext"/>, of any kind: a user needs the permission that each method names (<see cref="AppPermissions"/>) in the app's
/// namespace, in a System context everything may be done. A tenant that is not there for the caller is not found. Overloads with a
/// <see cref="TenantContext"/> (<see cref="AppManagerExtensions"/>) enter it. What is decided is decided about the tenant as it is then, by
/// its uid; the steps that follow act as System for it, in the caller's name. Safe for concurrent use, on several hosts.
/// Every method throws <see cref="TenantNotFoundException"/>, <see cref="TenantAccessDeniedException"/>,
/// <see cref="TenantContextMissingException"/> without a context or in a visitor's, <see cref="TenancyStoreException"/> when the store fails,
/// and <see cref="WorkloadEngineException"/> when the engine does not answer before anything was done.
/// </summary>
/// <remarks>
/// A change of an app is held, applied, and committed. What is refused before anything was done comes as what it is
/// (<see cref="QuotaExceededException"/>, <see cref="TenantNotActiveException"/>, <see cref="AppConflictException"/>). Whatever fails later
/// is an <see cref="AppDeploymentException"/> that names the step, and what was done before is undone, if nobody has changed the app since and
/// what was before can be held. A call that is cancelled is undone, too. One that failed may be made again. A change that needs nothing held
/// (to stop, to run fewer) stands once the engine has recorded it. Who repeats a change of somebody else that is not finished takes it over.
/// With the version that the caller has seen (<see cref="App.Version"/>), a change is made on top of that and of nothing else: every change
/// gives another version, those of a tenant that is suspended or resumed, and the end of a change under way, included. Where it
/// is at another by then, that is refused with <see cref="AppConflictException.ActualVersion"/>, and where it is gone, with
/// <see cref="AppNotFoundException"/>, also when it was to be removed; nothing is changed or held.
/// Where somebody changes the app once the change is applied and before it is finished, that may be done, and says so: an
/// <see cref="AppDeploymentException"/> at <see cref="AppStep.Commit"/> that is not undone. Without a version it is decided on anew.
/// </remarks>
public interface IAppManager
{
    /// <summary>
    /// Deploys an app: recorded on the engine and held by the tenant, and not yet ready. Deploying the same again returns it as it is. Needs
    /// <see cref="AppPermissions.Deploy"/>.
    /// </summary>
    /// <param name="tenant">The tenant: Active.</param>
    /// <param name="spec">What it is to be.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The spec is malformed, or its namespace is not the tenant's.</exception>
    /// <exception cref="AppConflictException">There is one of that name with another spec, or others keep changing it.</exception>
    /// <exception cref="QuotaExceededException">It does not fit.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is not Active.</exception>
    /// <exception cref="AppDeploymentException">A step failed, or isolation forbids it.</exception>
    ValueTask<App> DeployAsync(TenantReference tenant, AppSpec spec, CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes what an app is, replica by replica: one more than before, or than wanted, is held and runs meanwhile. Returns when all replicas
    /// are ready; if the next one is not by the spec's <see cref="AppReadiness.Deadline"/>, what ran before runs again. Needs <see cref="AppPermissions.Deploy"/>.
    /// </summary>
    /// <param name="tenant">The tenant: Active.</param>
    /// <param name="spec">What it is to be: of an app that is there.</param>
    /// <param name="expected">When given, only if the app is at exactly this version (<see cref="App.Version"/>) when it is done; null for any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="AppNotFoundException">There is no such app.</exception>
    /// <exception cref="AppConflictException">The app is at another version than <paramref name="expected"/>.</exception>
    /// <inheritdoc cref="DeployAsync" path="/exception"/>
    ValueTask<App> RedeployAsync(TenantReference tenant, AppSpec spec, AppVersion? expected = null, CancellationToken cancellationToken = default);

    /// <summary>Changes how many replicas are wanted: more are held before they are applied, and refused while the app is kept apart less than the tenant's level asks for; fewer are given back after. Needs <see cref="AppPermissions.Scale"/>.</summary>
    /// <param name="tenant">The tenant: Active for more; Active or Suspended for fewer.</param>
    /// <param name="namespaceName">The app's namespace.</param>
    /// <param name="name">The app's name.</param>
    /// <param name="replicas">1 to 1,000; to run none, stop it.</param>
    /// <param name="expected">When given, only if the app is at exactly this version (<see cref="App.Version"/>) when it is done; null for any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="AppNotFoundException">There is no such app.</exception>
    /// <exception cref="ArgumentException"><paramref name="replicas"/> is out of its range, or it is a job.</exception>
    /// <exception cref="AppConflictException">Another change of it is under way, or a redeployment was not finished: redeploy it again; or it is at another version than <paramref name="expected"/>.</exception>
    /// <exception cref="QuotaExceededException">It does not fit.</exception>
    /// <exception cref="TenantNotActiveException">The tenant's status does not allow it.</exception>
    /// <exception cref="AppDeploymentException">A step failed, or isolation forbids it.</exception>
    ValueTask<App> ScaleAsync(
        TenantReference tenant, string namespaceName, string name, int replicas, AppVersion? expected = null, CancellationToken cancellationToken = default);

    /// <summary>Stops an app: nothing of it runs, and its tenant holds nothing for it. Harmless when it is stopped. Needs <see cref="AppPermissions.Stop"/>.</summary>
    /// <param name="tenant">The tenant: Active or Suspended.</param>
    /// <param name="namespaceName">The app's namespace.</param>
    /// <param name="name">The app's name.</param>
    /// <param name="expected">When given, only if the app is at exactly this version (<see cref="App.Version"/>) when it is done; null for any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="AppNotFoundException">There is no such app.</exception>
    /// <exception cref="AppConflictException">Another change of it is under way, or it is at another version than <paramref name="expected"/>.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is neither Active nor Suspended.</exception>
    /// <exception cref="AppDeploymentException">A step failed.</exception>
    ValueTask<App> StopAsync(
        TenantReference tenant, string namespaceName, string name, AppVersion? expected = null, CancellationToken cancellationToken = default);

    /// <summary>Starts a stopped app, which holds what it takes again. Harmless when it is not stopped. A job that has ended is not run again: remove and deploy it. Needs <see cref="AppPermissions.Stop"/>.</summary>
    /// <param name="tenant">The tenant: Active.</param>
    /// <param name="namespaceName">The app's namespace.</param>
    /// <param name="name">The app's name.</param>
    /// <param name="expected">When given, only if the app is at exactly this version (<see cref="App.Version"/>) when it is done; null for any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="AppNotFoundException">There is no such app.</exception>
    /// <exception cref="AppConflictException">Another change of it is under way, or it is at another version than <paramref name="expected"/>.</exception>
    /// <exception cref="QuotaExceededException">It does not fit.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is not Active.</exception>
    /// <exception cref="AppDeploymentException">A step failed, or isolation forbids it.</exception>
    ValueTask<App> StartAsync(
        TenantReference tenant, string namespaceName, string name, AppVersion? expected = null, CancellationToken cancellationToken = default);

    /// <summary>Removes an app with the volumes that belong to it, in every status of the tenant. Repeats harmlessly without <paramref name="expected"/>. Needs <see cref="AppPermissions.Delete"/>.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="namespaceName">The app's namespace.</param>
    /// <param name="name">The app's name.</param>
    /// <param name="expected">When given, only if the app is at exactly this version (<see cref="App.Version"/>) when it is done; null for any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="AppNotFoundException">There is no such app, and <paramref name="expected"/> says that there is.</exception>
    /// <exception cref="AppConflictException">Others keep changing it, or it is at another version than <paramref name="expected"/>.</exception>
    ValueTask<bool> RemoveAsync(
        TenantReference tenant, string namespaceName, string name, AppVersion? expected = null, CancellationToken cancellationToken = default);

    /// <summary>An app; null when the tenant has none of that name. Needs <see cref="AppPermissions.Read"/>.</summary>
    ValueTask<App?> FindAppAsync(TenantReference tenant, string namespaceName, string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits until every replica of an app is ready, or nothing is waited for any more: a job has ended, a replica is not started again, it is
    /// stopped, or its tenant suspended. It looks five times a second until it is cancelled. Needs <see cref="AppPermissions.Read"/>, which is asked for each time.
    /// </summary>
    /// <returns>The app as it is then: <see cref="App.State"/> says which.</returns>
    /// <exception cref="AppNotFoundException">There is no such app.</exception>
    ValueTask<App> WaitUntilReadyAsync(TenantReference tenant, string namespaceName, string name, CancellationToken cancellationToken = default);

    /// <summary>One page of apps in ordinal order of <c>namespace/name</c>, for which every source lists all that it has of the tenant. Needs <see cref="AppPermissions.Read"/>; without a namespace it lists those of every namespace where that is held.</summary>
    /// <exception cref="WorkloadEngineException">A source does not answer: a list is complete.</exception>
    ValueTask<IReadOnlyList<App>> ListAppsAsync(TenantReference tenant, AppQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>What an app has written, and with <see cref="AppLogQuery.Follow"/> what it writes from then on. Needs <see cref="AppPermissions.Read"/>, which is asked for once, at the beginning.</summary>
    /// <returns>The lines, the oldest first, to be read in whatever context.</returns>
    /// <exception cref="AppNotFoundException">There is no such app.</exception>
    ValueTask<IAsyncEnumerable<AppLogLine>> ReadLogsAsync(
        TenantReference tenant, string namespaceName, string name, AppLogQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>What the replicas of an app use now. Needs <see cref="AppPermissions.Read"/>.</summary>
    /// <exception cref="AppNotFoundException">There is no such app.</exception>
    ValueTask<IReadOnlyList<ReplicaUsage>> GetUsageAsync(TenantReference tenant, string namespaceName, string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Creates a volume that outlives apps and holds its storage by itself; apps of its namespace mount it. Creating the same again returns it.
    /// Needs <see cref="AppPermissions.CreateVolume"/>.
    /// </summary>
    /// <param name="tenant">The tenant: Active.</param>
    /// <param name="namespaceName">The namespace, one of the tenant's.</param>
    /// <param name="name">Its name, an RFC 1123 label.</param>
    /// <param name="sizeBytes">1 or more bytes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">An argument is out of its range, or the namespace is not the tenant's.</exception>
    /// <exception cref="VolumeConflictException">There is one of another size, or others keep changing it.</exception>
    /// <exception cref="QuotaExceededException">It does not fit.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is not Active.</exception>
    /// <exception cref="AppDeploymentException">A step failed, or isolation forbids it.</exception>
    ValueTask<AppVolume> CreateVolumeAsync(
        TenantReference tenant, string namespaceName, string name, long sizeBytes, CancellationToken cancellationToken = default);

    /// <summary>Every volume of the tenant in the namespaces where <see cref="AppPermissions.ReadVolumes"/> is held, in ordinal order of <c>namespace/name</c>.</summary>
    ValueTask<IReadOnlyList<AppVolume>> ListVolumesAsync(TenantReference tenant, CancellationToken cancellationToken = default);

    /// <summary>Removes a volume with what is on it. Repeats harmlessly. Needs <see cref="AppPermissions.DeleteVolume"/>.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="namespaceName">Where.</param>
    /// <param name="name">Which.</param>
    /// <param name="expected">The <see cref="AppVolume.Instance"/> that the caller has seen: one made anew under the name stays. Null for whichever is there.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun is finished.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="VolumeConflictException">An app mounts it, a stopped one perhaps, or it is another than the one that was expected.</exception>
    ValueTask<bool> RemoveVolumeAsync(
        TenantReference tenant, string namespaceName, string name, Guid? expected = null, CancellationToken cancellationToken = default);

    /// <summary>What of a tenant runs against its isolation level, after that was changed for instance. Needs <see cref="AppPermissions.Read"/> in the whole tenant.</summary>
    ValueTask<IReadOnlyList<AppViolation>> FindViolationsAsync(TenantReference tenant, CancellationToken cancellationToken = default);
}
