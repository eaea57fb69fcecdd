using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>
/// Authorizes by the ambient context, then lets the store decide. Reserving answers without a state machine when the store
/// does, nobody traces, and there is nothing to report.
/// </summary>
internal sealed partial class QuotaManager(
    ITenantStore store,
    CallerGuard guard,
    EventDispatcher events,
    TenancyMetrics metrics,
    TenancyClock clock,
    IOptions<HivemindTenancyOptions> options,
    DeclaredResources resources,
    TenancyLogger logger) : IQuotaManager
{
    private readonly TimeSpan _defaultLease = options.Value.DefaultLease;

    public ITenantStore Store => store;

    public TenancyLogger Logger => logger;

    public ValueTask<ResourceReservation> ReserveAsync(
        TenantReference tenant, ResourceAmounts amounts, ReservationOptions options = default, CancellationToken cancellationToken = default)
    {
        ValueTask<ReservationResult> trying = TryReserveAsync(tenant, amounts, options, cancellationToken);
        if (!trying.IsCompletedSuccessfully)
        {
            return ReservedOrThrowAsync(tenant, trying);
        }

        ReservationResult result = trying.Result;
        return result.IsAdmitted
            ? new ValueTask<ResourceReservation>(result.Reservation)
            : ValueTask.FromException<ResourceReservation>(new QuotaExceededException(tenant.Id, result.Decision));
    }

    public ValueTask<ReservationResult> TryReserveAsync(
        TenantReference tenant, ResourceAmounts amounts, ReservationOptions options = default, CancellationToken cancellationToken = default)
    {
        bool isReached = guard.TryReach(tenant, options.AllocationId, out TenantReference target) && !TenancyActivities.IsObserved;
        AdmissionRequest request = Request(isReached ? target : tenant, amounts, options);
        if (!isReached)
        {
            return GuardedReserveAsync(request, cancellationToken);
        }

        try
        {
            long start = metrics.StartTimestamp;
            ValueTask<AdmissionResult> admitting = store.AdmitAsync(request, cancellationToken);
            if (!admitting.IsCompletedSuccessfully)
            {
                return AwaitAdmissionAsync(request, admitting, start, cancellationToken);
            }

            AdmissionResult result = admitting.Result;
            metrics.Decided(tenant.Id, result.Decision.IsAdmitted, start);
            return result.Decision.IsAdmitted && result.Events.Count == 0
                ? new ValueTask<ReservationResult>(ReservationResult.Admitted(Reservation(request, result)))
                : ReportAsync(request, result, cancellationToken);
        }
        catch (Exception e)
        {
            return AwaitAdmissionAsync(request, FailedTask.From<AdmissionResult>(e), startTimestamp: 0, cancellationToken);
        }
    }

    public ValueTask<TenantStatus> CommitAsync(
        TenantReference tenant, string allocationId, long? admission = null, CancellationToken cancellationToken = default)
    {
        RequireAllocation(tenant, allocationId);
        try
        {
            return guard.TryReach(tenant, allocationId, out TenantReference target)
                ? store.CommitAsync(target, allocationId, admission, cancellationToken)
                : GuardedCommitAsync(tenant, allocationId, admission, cancellationToken);
        }
        catch (Exception e)
        {
            return FailedTask.From<TenantStatus>(e);
        }
    }

    public ValueTask<bool> ReleaseAsync(
        TenantReference tenant, string allocationId, long? admission = null, CancellationToken cancellationToken = default)
    {
        RequireAllocation(tenant, allocationId);
        try
        {
            return guard.TryReach(tenant, allocationId, out TenantReference target)
                ? store.ReleaseAsync(target, allocationId, admission, onlyHeld: false, cancellationToken)
                : GuardedReleaseAsync(tenant, allocationId, admission, cancellationToken);
        }
        catch (Exception e)
        {
            return FailedTask.From<bool>(e);
        }
    }

    /// <summary>The lease to give when this one is asked for, in whole microseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not within 1 s to 24 h.</exception>
    public TimeSpan Lease(TimeSpan? lease, string paramName = "lease") => LeaseRules.Checked(lease ?? _defaultLease, paramName);

    private static void RequireAllocation(TenantReference tenant, string allocationId)
    {
        tenant.Validated(nameof(tenant));
        Requires.Line(allocationId, "Allocation id", TenancyLimits.AllocationIdLength);
    }

    private AdmissionRequest Request(TenantReference tenant, ResourceAmounts amounts, in ReservationOptions options)
    {
        RequireAmounts(amounts);
        AdmissionRequest request = new(
            tenant.Validated(nameof(tenant)),
            options.AllocationId is { } id ? Requires.Line(id, "Allocation id", TenancyLimits.AllocationIdLength, nameof(options)) : Guid.NewGuid().ToString("N"),
            amounts,
            options.Source is { } source ? Requires.Line(source, "Allocation source", TenancyLimits.AllocationIdLength, nameof(options)) : string.Empty,
            Lease(options.Lease, nameof(options)));
        return options.Namespace is null && options.Labels is null && options.IdempotencyKey is null ? request : request with
        {
            Key = options.IdempotencyKey,
            Namespace = options.Namespace is { } name ? Requires.Label(name, "Namespace", nameof(options)) : null,
            Labels = options.Labels ?? ValueMap<string>.Empty,
        };
    }

    private void RequireAmounts(ResourceAmounts amounts, [CallerArgumentExpression(nameof(amounts))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(amounts, paramName);
        ResourceRules.Something(amounts, paramName);
        resources.Require(amounts, paramName);
    }

    private AdmittedReservation Reservation(in AdmissionRequest request, in AdmissionResult result) =>
        result.Replayed is { } before
            ? new ReplayedReservation(this, before, result)
            : new AdmittedReservation(this, request.Tenant.Id, request.AllocationId, request.Amounts, result);

    /// <summary>A store may also fail before it returns a task; here it fails in the task either way.</summary>
    private ValueTask<AdmissionResult> AdmitAsync(in AdmissionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return store.AdmitAsync(request, cancellationToken);
        }
        catch (Exception e)
        {
            return FailedTask.From<AdmissionResult>(e);
        }
    }

    private async ValueTask<TenantStatus> GuardedCommitAsync(
        TenantReference tenant, string allocationId, long? admission, CancellationToken cancellationToken)
    {
        TenantReference target = await guard.AuthorizeAsync(QuotaCallers.Commit, tenant, allocationId, cancellationToken).ConfigureAwait(false);
        return await store.CommitAsync(target, allocationId, admission, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> GuardedReleaseAsync(
        TenantReference tenant, string allocationId, long? admission, CancellationToken cancellationToken)
    {
        TenantReference target = await guard.AuthorizeAsync(QuotaCallers.Release, tenant, allocationId, cancellationToken).ConfigureAwait(false);
        return await store.ReleaseAsync(target, allocationId, admission, onlyHeld: false, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<ResourceReservation> ReservedOrThrowAsync(TenantReference tenant, ValueTask<ReservationResult> trying)
    {
        ReservationResult result = await trying.ConfigureAwait(false);
        return result.Reservation ?? throw new QuotaExceededException(tenant.Id, result.Decision);
    }

    private async ValueTask<ReservationResult> GuardedReserveAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        using Activity? activity = TenancyActivities.Start("reserve", request.Tenant.Id);
        try
        {
            TenantReference target = await guard.AuthorizeAsync(QuotaCallers.Reserve, request.Tenant, request.AllocationId, cancellationToken).ConfigureAwait(false);
            request = request with { Tenant = target };
            long start = metrics.StartTimestamp;
            return await AwaitAdmissionAsync(
                request, AdmitAsync(request, cancellationToken), start, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
    }

    private async ValueTask<ReservationResult> AwaitAdmissionAsync(
        AdmissionRequest request, ValueTask<AdmissionResult> admitting, long startTimestamp, CancellationToken cancellationToken)
    {
        AdmissionResult result;
        try
        {
            result = await admitting.ConfigureAwait(false);
        }
        catch (TenantNotActiveException)
        {
            await guard.RefuseAsync(
                QuotaCallers.Reserve.Verb, AccessRefusalReason.NotActive, TenantContext.Current?.UserId, request.Tenant, cancellationToken).ConfigureAwait(false);
            throw;
        }

        metrics.Decided(request.Tenant.Id, result.Decision.IsAdmitted, startTimestamp);
        return await ReportAsync(request, result, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ReservationResult> ReportAsync(
        AdmissionRequest request, AdmissionResult result, CancellationToken cancellationToken)
    {
        await DispatchAsync(request.Tenant.Id, request.AllocationId, result, cancellationToken).ConfigureAwait(false);
        return result.Decision.IsAdmitted
            ? ReservationResult.Admitted(Reservation(request, result))
            : ReservationResult.Refused(result.Decision);
    }

    /// <summary>Threshold crossings first, then the refusal, if it is one.</summary>
    private async ValueTask DispatchAsync(TenantId tenantId, string allocationId, AdmissionResult result, CancellationToken cancellationToken)
    {
        await events.DispatchAsync(result.Events, cancellationToken).ConfigureAwait(false);
        if (!result.Decision.IsAdmitted)
        {
            ReservationRefused refused = new()
            {
                OccurredAt = clock.Now,
                TenantId = tenantId,
                TenantUid = result.TenantUid,
                AllocationId = allocationId,
                Decision = result.Decision,
            };
            await events.DispatchAsync(refused.By(TenantContext.Current), cancellationToken).ConfigureAwait(false);
        }
    }
}
