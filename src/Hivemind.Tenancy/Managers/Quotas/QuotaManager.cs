using System.Diagnostics;
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

    public TenancyClock Clock => clock;

    public TenancyLogger Logger => logger;

    public ValueTask<ResourceReservation> ReserveAsync(
        TenantId tenantId, ResourceAmounts amounts, ReservationOptions options = default, CancellationToken cancellationToken = default)
    {
        ValueTask<ReservationResult> trying = TryReserveAsync(tenantId, amounts, options, cancellationToken);
        if (!trying.IsCompletedSuccessfully)
        {
            return ReservedOrThrowAsync(tenantId, trying);
        }

        ReservationResult result = trying.Result;
        return result.IsAdmitted
            ? new ValueTask<ResourceReservation>(result.Reservation)
            : ValueTask.FromException<ResourceReservation>(new QuotaExceededException(tenantId, result.Decision));
    }

    public ValueTask<ReservationResult> TryReserveAsync(
        TenantId tenantId, ResourceAmounts amounts, ReservationOptions options = default, CancellationToken cancellationToken = default)
    {
        TenantContext? caller = TenantContext.Current;
        AdmissionRequest request = Request(tenantId, amounts, options, caller);
        if (!guard.TryResolve(tenantId, caller, out _) || TenancyActivities.IsObserved)
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
            metrics.Decided(tenantId, result.Decision.IsAdmitted, start);
            return result.Decision.IsAdmitted && result.Events.Count == 0
                ? new ValueTask<ReservationResult>(ReservationResult.Admitted(new AdmittedReservation(this, request, result)))
                : ReportAsync(request, result, cancellationToken);
        }
        catch (Exception e)
        {
            return AwaitAdmissionAsync(request, FailedTask.From<AdmissionResult>(e), startTimestamp: 0, cancellationToken);
        }
    }

    public ValueTask CommitAsync(TenantId tenantId, string allocationId, CancellationToken cancellationToken = default)
    {
        RequireAllocation(tenantId, allocationId);
        try
        {
            return guard.TryResolve(tenantId, out _)
                ? store.CommitAsync(tenantId, allocationId, token: null, clock.Now, cancellationToken)
                : GuardedCommitAsync(tenantId, allocationId, cancellationToken);
        }
        catch (Exception e)
        {
            return FailedTask.From(e);
        }
    }

    public ValueTask<bool> ReleaseAsync(TenantId tenantId, string allocationId, CancellationToken cancellationToken = default)
    {
        RequireAllocation(tenantId, allocationId);
        try
        {
            return guard.TryResolve(tenantId, out _)
                ? store.ReleaseAsync(tenantId, allocationId, holdToken: null, clock.Now, cancellationToken)
                : GuardedReleaseAsync(tenantId, allocationId, cancellationToken);
        }
        catch (Exception e)
        {
            return FailedTask.From<bool>(e);
        }
    }

    /// <summary>The lease to give when this one is asked for, in whole microseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not within 1 s to 24 h.</exception>
    public TimeSpan Lease(TimeSpan? lease)
    {
        TimeSpan value = lease ?? _defaultLease;
        return value >= HivemindTenancyOptions.MinLease && value <= HivemindTenancyOptions.MaxLease
            ? TenancyClock.WholeMicroseconds(value)
            : throw new ArgumentOutOfRangeException(
                nameof(lease), value, $"A lease is {HivemindTenancyOptions.MinLease} to {HivemindTenancyOptions.MaxLease}.");
    }

    private static void RequireAllocation(TenantId tenantId, string allocationId)
    {
        Requires.TenantId(tenantId);
        Requires.Line(allocationId, "Allocation id", TenancyLimits.AllocationIdLength);
    }

    private AdmissionRequest Request(TenantId tenantId, ResourceAmounts amounts, in ReservationOptions options, TenantContext? caller)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        resources.Require(amounts, nameof(amounts));
        return new AdmissionRequest(
            Requires.TenantId(tenantId),
            options.AllocationId is { } id ? Requires.Line(id, "Allocation id", TenancyLimits.AllocationIdLength, nameof(options)) : Guid.NewGuid().ToString("N"),
            amounts,
            options.Source is { } source ? Requires.Line(source, "Allocation source", TenancyLimits.AllocationIdLength, nameof(options)) : string.Empty,
            Lease(options.Lease),
            clock.Now,
            caller?.TenantUid);
    }

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

    private async ValueTask GuardedCommitAsync(TenantId tenantId, string allocationId, CancellationToken cancellationToken)
    {
        await guard.EnsureSeesAsync(tenantId, nameof(CommitAsync), cancellationToken).ConfigureAwait(false);
        await store.CommitAsync(tenantId, allocationId, token: null, clock.Now, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> GuardedReleaseAsync(TenantId tenantId, string allocationId, CancellationToken cancellationToken)
    {
        await guard.EnsureSeesAsync(tenantId, nameof(ReleaseAsync), cancellationToken).ConfigureAwait(false);
        return await store.ReleaseAsync(tenantId, allocationId, holdToken: null, clock.Now, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<ResourceReservation> ReservedOrThrowAsync(TenantId tenantId, ValueTask<ReservationResult> trying)
    {
        ReservationResult result = await trying.ConfigureAwait(false);
        return result.Reservation ?? throw new QuotaExceededException(tenantId, result.Decision);
    }

    private async ValueTask<ReservationResult> GuardedReserveAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        using Activity? activity = TenancyActivities.Start("reserve", request.TenantId);
        try
        {
            // The request names the incarnation, so the store looks again.
            await guard.EnsureSeesAsync(request.TenantId, nameof(ReserveAsync), cancellationToken).ConfigureAwait(false);
            long start = metrics.StartTimestamp;

            // What came before may have taken its time, and the lease and the limits are those of now.
            request = request with { Now = clock.Now };
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
                nameof(ReserveAsync), AccessRefusalReason.NotActive, TenantContext.Current?.UserId, request.TenantId, cancellationToken).ConfigureAwait(false);
            throw;
        }

        metrics.Decided(request.TenantId, result.Decision.IsAdmitted, startTimestamp);
        return await ReportAsync(request, result, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ReservationResult> ReportAsync(
        AdmissionRequest request, AdmissionResult result, CancellationToken cancellationToken)
    {
        await DispatchAsync(request.TenantId, request.AllocationId, result, cancellationToken).ConfigureAwait(false);
        return result.Decision.IsAdmitted
            ? ReservationResult.Admitted(new AdmittedReservation(this, request, result))
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
                AllocationId = allocationId,
                Decision = result.Decision,
            };
            await events.DispatchAsync(refused.By(TenantContext.Current), cancellationToken).ConfigureAwait(false);
        }
    }
}
