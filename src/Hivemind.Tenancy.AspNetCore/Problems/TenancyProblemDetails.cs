using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hivemind.Tenancy.Billing;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Problem details (RFC 9457) of every <see cref="TenancyException"/>: what <c>UseHivemindTenancy</c> and the Tenant API answer
/// with, for hosts that write their own answers.
/// </summary>
public static class TenancyProblemDetails
{
    /// <summary>The problem that an exception stands for: status, stable type and typed members, nothing of the store's own words.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="strangerStatusCode">The status for a caller who may not know whether the tenant exists: 404 or 403.</param>
    public static ProblemDetails From(TenancyException exception, int strangerStatusCode = StatusCodes.Status404NotFound)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            TenantAccessDeniedException { IsSystemOnly: true } => Create(
                403, TenancyProblemTypes.SystemOnly, "No user may do this.", "It is kept by what runs it: change that, and this follows."),
            TenantNotFoundException or TenantContextMissingException or TenantAccessDeniedException { Permission: null } => Stranger(strangerStatusCode),
            TenantAccessDeniedException e => PermissionDenied(e.Permission!.Value, e.Scope!.Value),
            TenantNotActiveException e => Create(403, TenancyProblemTypes.TenantNotActive, "The tenant is not active.", Because(e))
                .With("tenant_id", e.TenantId.Value).With("tenant_status", Text(e.Status)),
            TenantConflictException e => Create(409, TenancyProblemTypes.TenantConflict, "It is taken.", e.Message)
                .With("conflict", JsonNamingPolicy.SnakeCaseLower.ConvertName(e.Kind.ToString())).With("value", e.Value),
            TenantVersionConflictException e => Create(412, TenancyProblemTypes.VersionConflict, "The tenant was changed since.", e.Message)
                .With("expected_version", e.ExpectedVersion).With("actual_version", e.ActualVersion),
            GraceConflictException e => GraceChanged(e.TenantId, e.Message),
            InvalidTenantTransitionException e => Create(409, TenancyProblemTypes.InvalidTransition, "The tenant's status does not allow this.", e.Message)
                .With("tenant_id", e.TenantId.Value).With("from", Text(e.From)).With("to", Text(e.To)),
            QuotaExceededException e => Create(409, TenancyProblemTypes.QuotaExceeded, "It does not fit into the tenant's quota.", e.Message)
                .With("tenant_id", e.TenantId.Value).With("shortages", Shortages(e.Decision)).With("next_lease_ends_at", e.Decision.NextLeaseEndsAt),
            BudgetExceededException e => Create(429, TenancyProblemTypes.BudgetExceeded, "Too little is left of the tenant's budget.", e.Message)
                .With("tenant_id", e.TenantId.Value).With("shortages", Shortages(e.Decision)).With("retry_at", e.Decision.RetryAt),
            ConsumptionConflictException e => Create(409, TenancyProblemTypes.ConsumptionConflict, "The id stands for another request.", e.Message)
                .With("tenant_id", e.TenantId.Value).With("id", e.Id),
            ConsumptionHoldNotFoundException e => Create(404, TenancyProblemTypes.ConsumptionHoldNotFound, "Nothing is held under the id.", e.Message)
                .With("tenant_id", e.TenantId.Value).With("id", e.Id),
            AllocationLimitException e => Create(409, TenancyProblemTypes.AllocationLimit, "The tenant holds as many as a tenant may.", e.Message)
                .With("tenant_id", e.TenantId.Value),
            TenantInUseException e => Create(409, TenancyProblemTypes.TenantInUse, "It is in use.", e.Message)
                .With("tenant_id", e.TenantId.Value).With("namespace", e.NamespaceName),
            TenantProtectedException e => Create(409, TenancyProblemTypes.TenantProtected, "It is protected from deletion.", e.Message)
                .With("tenant_id", e.TenantId.Value),
            AllocationConflictException e => Create(409, TenancyProblemTypes.AllocationConflict, "The allocation is there and says something else.", e.Message)
                .With("tenant_id", e.TenantId.Value).With("allocation_id", e.AllocationId).With("existing", Amounts(e.Existing)).With("requested", Amounts(e.Requested)),
            ReservationExpiredException e => Create(409, TenancyProblemTypes.ReservationExpired, "The hold has ended.", e.Message)
                .With("tenant_id", e.TenantId.Value).With("allocation_id", e.AllocationId),
            TenantProvisioningException e => Create(502, TenancyProblemTypes.ProvisioningFailed, "A provisioner failed.", "Repeat the request once its cause is mended: it goes on from there.")
                .With("tenant_id", e.TenantId.Value).With("tenant_status", Text(e.Status)).With("reason", e.Reason),
            IdempotencyKeyConflictException { Reason: IdempotencyKeyConflictReason.OtherRequest } => Create(
                422, TenancyProblemTypes.IdempotencyKeyReused, "The key was used for another request.", "Give every request an Idempotency-Key of its own, and repeat one only with the same body."),
            IdempotencyKeyConflictException => Create(
                409, TenancyProblemTypes.IdempotencyResultGone, "What the request made is gone.", "It was done before under this Idempotency-Key. To do it again, send it with a key of its own."),
            PlanNotFoundException e => Create(404, TenancyProblemTypes.PlanNotFound, "There is no such plan.", e.Message).With("plan", e.Plan.ToString()),
            PlanInUseException e => Create(409, TenancyProblemTypes.PlanInUse, "The plan is in use.", e.Message).With("plan", e.PlanName),
            PlanVersionConflictException e => Create(412, TenancyProblemTypes.PlanVersionConflict, "The plan has another version by now.", e.Message)
                .With("plan", e.PlanName).With("expected_version", e.ExpectedVersion).With("actual_version", e.ActualVersion),
            StatementTrimmedException e => Create(410, TenancyProblemTypes.StatementTrimmed, "The month is no longer kept whole.", e.Message)
                .With("tenant_id", e.TenantId.Value).With("month", e.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
            PriceListMissingException e => Create(404, TenancyProblemTypes.PriceListMissing, "No prices hold then.", e.Message)
                .With("tenant_id", e.TenantId.Value).With("day", e.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            AppNotFoundException e => Create(404, TenancyProblemTypes.AppNotFound, "There is no such app.", e.Message).About(e.App, "app"),
            AppConflictException { ActualVersion: { } actual } e => AppChanged(e.App, e.Message, actual),
            AppConflictException e => Create(409, TenancyProblemTypes.AppConflict, "The app cannot be changed so.", e.Message).About(e.App, "app"),
            GenerationConflictException e => Create(409, TenancyProblemTypes.AppConflict, "The app was changed since.", e.Message).About(e.App, "app"),
            VolumeConflictException e => Create(409, TenancyProblemTypes.VolumeConflict, "The volume is something else, or in use.", e.Message).About(e.Volume, "volume"),
            AppDeploymentException e => DeploymentFailed(e),
            WorkloadEngineException { IsTransient: true } => Create(503, TenancyProblemTypes.EngineUnavailable, "The engine does not answer now.", "Repeat the request."),
            WorkloadEngineException => Create(502, TenancyProblemTypes.EngineFailed, "The engine failed."),
            { IsTransient: true } => Create(503, TenancyProblemTypes.StoreUnavailable, "The store cannot answer now.", "Repeat the request."),
            _ => Create(500, TenancyProblemTypes.StoreFailed, "The store failed."),
        };
    }

    internal static ProblemDetails Stranger(int statusCode) => Create(
        statusCode, TenancyProblemTypes.TenantNotFound, "No such tenant.", "No tenant was named, or there is none of that id, or you have no access to it.");

    internal static ProblemDetails PermissionDenied(Permission permission, PermissionScope scope) => Create(
        403, TenancyProblemTypes.PermissionDenied, "A permission is missing.", $"It takes {permission} at {scope.ToPath()}.")
        .With("permission", permission.ToString()).With("scope", scope.ToPath());

    internal static ProblemDetails GraceChanged(TenantId tenantId, string detail) => Create(
        412, TenancyProblemTypes.VersionConflict, "The tenant's grace was changed since.", detail).With("tenant_id", tenantId.Value);

    /// <summary>That an app is not as the request expects.</summary>
    /// <param name="app">The app.</param>
    /// <param name="detail">In words.</param>
    /// <param name="actual">The version that it is at; null where it is gone.</param>
    internal static ProblemDetails AppChanged(AppKey app, string detail, AppVersion? actual)
    {
        ProblemDetails problem = Create(412, TenancyProblemTypes.VersionConflict, "The app was changed since.", detail).About(app, "app");
        return actual is { } version ? problem.With("etag", AppTag.Of(version)) : problem;
    }

    internal static ProblemDetails Create(int status, string type, string title, string? detail = null) =>
        new() { Status = status, Type = type, Title = title, Detail = detail };

    /// <summary>Adds a member as JSON, which every serializer writes, also one that is compiled ahead of time.</summary>
    internal static ProblemDetails With(this ProblemDetails problem, string member, JsonNode? value)
    {
        problem.Extensions[member] = value is null ? null : JsonSerializer.SerializeToElement(value, ProblemJson.Default.JsonNode);
        return problem;
    }

    /// <summary>What the library and its engines say for tenants to read; of the store, which may have said anything, only that it failed.</summary>
    private static ProblemDetails DeploymentFailed(AppDeploymentException exception)
    {
        bool isAskedFor = exception.InnerException is null or TenancyException { IsTransient: false } and not TenancyStoreException;
        string reason = exception.InnerException is TenancyStoreException ? "The store failed." : exception.Reason;
        return Create(isAskedFor ? 422 : 502, TenancyProblemTypes.DeploymentFailed, "A step of the change failed.", reason)
            .About(exception.App, "app")
            .With("step", JsonNamingPolicy.SnakeCaseLower.ConvertName(exception.Step.ToString())).With("reason", reason).With("is_undone", exception.IsUndone);
    }

    private static ProblemDetails About(this ProblemDetails problem, AppKey key, string member) => problem
        .With("tenant_id", key.Tenant.Id.Value).With("namespace", key.Namespace).With(member, key.Name);

    [SuppressMessage("Globalization", "CA1308", Justification = "Status is written in lower case.")]
    private static string Text(TenantStatus status) => status.ToString().ToLowerInvariant();

    private static string Because(TenantNotActiveException exception) => $"It is {Text(exception.Status)}.";

    private static JsonArray Shortages(QuotaDecision decision)
    {
        JsonArray shortages = [];
        foreach (QuotaShortage shortage in decision.Shortages)
        {
            shortages.Add((JsonNode)new JsonObject
            {
                ["resource"] = shortage.Resource,
                ["requested"] = shortage.Requested,
                ["used"] = shortage.Used,
                ["reserved"] = shortage.Reserved,
                ["limit"] = shortage.Limit,
            });
        }

        return shortages;
    }

    private static JsonArray Shortages(BudgetDecision decision)
    {
        JsonArray shortages = [];
        foreach (BudgetShortage shortage in decision.Shortages)
        {
            shortages.Add((JsonNode)new JsonObject
            {
                ["meter"] = shortage.Meter,
                ["requested"] = shortage.Requested,
                ["limit"] = shortage.Usage.Limit,
                ["used"] = shortage.Usage.Used,
                ["held"] = shortage.Usage.Held,
                ["left"] = shortage.Usage.Left,
                ["window_end"] = shortage.Usage.WindowEnd,
            });
        }

        return shortages;
    }

    private static JsonObject Amounts(ResourceAmounts amounts)
    {
        JsonObject other = [];
        foreach ((string name, decimal amount) in amounts.Other)
        {
            other[name] = amount;
        }

        return new JsonObject
        {
            ["cpu"] = amounts.CpuCores,
            ["memory"] = amounts.MemoryBytes,
            ["storage"] = amounts.StorageBytes,
            ["containers"] = amounts.Containers,
            ["services"] = amounts.Services,
            ["other"] = other,
        };
    }
}
