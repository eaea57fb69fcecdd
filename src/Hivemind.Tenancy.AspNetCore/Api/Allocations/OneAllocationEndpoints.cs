using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>One allocation: committing, renewing, resizing and releasing it.</summary>
internal static class OneAllocationEndpoints
{
    private const string Tag = AllocationEndpoints.Tag;
    private const string One = AllocationEndpoints.All + "/{allocation_id}";
    private const string RenewPattern = One + "/renew";
    private const string Right = "Takes allocations:update at the tenant.";

    private static readonly string[] Refusals =
        [TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.TenantNotActive, TenancyProblemTypes.SystemOnly, TenancyProblemTypes.ReservationExpired];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost(One + "/commit", CommitAsync)
            .As("commitAllocation", Tag, "Make a hold permanent", $"{Right} Repeats harmlessly.")
            .AnswersNothing()
            .Refuses(Refusals);
        group.MapPost(RenewPattern, RenewAsync)
            .As("renewAllocation", Tag, "Extend a hold's lease", $"{Right} To the time asked for, if that is later than it ends now. Harmless when it is committed.")
            .Answers<LeaseResource>()
            .RefusesBody(Refusals);
        ContentTypeRefusal.Map(group, HttpMethods.Post, RenewPattern);
        group.MapPut(One, ResizeAsync)
            .As("resizeAllocation", Tag, "Set an allocation's amounts", $"{Right} Only resources that grow can be refused.")
            .AnswersNothing()
            .RefusesBody([.. Refusals, TenancyProblemTypes.QuotaExceeded, TenancyProblemTypes.AllocationConflict, TenancyProblemTypes.AllocationLimit]);
        ContentTypeRefusal.Map(group, HttpMethods.Put, One);
        group.MapDelete(One, ReleaseAsync)
            .As("releaseAllocation", Tag, "Free an allocation, held or committed", $"{Right} With an admission only that one, and none that came later under its id. Repeats harmlessly.")
            .AnswersNothing()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.SystemOnly);
    }

    internal static async Task<IResult> CommitAsync(
        HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId, [FromRoute(Name = "allocation_id")] string allocationId)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        await call.Quotas.CommitAsync(tenant, RouteText.Decoded(allocationId), cancellationToken: call.Aborted).ConfigureAwait(false);
        return ApiResults.NoContent();
    }

    internal static async Task<IResult> RenewAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromRoute(Name = "allocation_id")] string allocationId,
        JsonBody<RenewRequest> body)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        TimeSpan? lease = Leases.Of((await body.ReadAsync().ConfigureAwait(false)).LeaseSeconds);
        DateTimeOffset? expiresAt = await call.Quotas.RenewAsync(
            tenant, RouteText.Decoded(allocationId), lease, call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(http, new LeaseResource { ExpiresAt = expiresAt });
    }

    internal static async Task<IResult> ResizeAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromRoute(Name = "allocation_id")] string allocationId,
        JsonBody<ResizeRequest> body)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        ResourceAmounts amounts = (await body.ReadAsync().ConfigureAwait(false)).Amounts.ToAmounts();
        await call.Quotas.ResizeAsync(tenant, RouteText.Decoded(allocationId), amounts, call.Aborted).ConfigureAwait(false);
        return ApiResults.NoContent();
    }

    internal static async Task<IResult> ReleaseAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromRoute(Name = "allocation_id")] string allocationId,
        [FromQuery(Name = "admission")][Description("The admission that is meant, 1 or more; whichever holds the id unless given")] string? admission)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        long? only = admission is null ? null : QueryText.Number(admission, "admission", 1, long.MaxValue, 0);
        _ = await call.Quotas.ReleaseAsync(tenant, RouteText.Decoded(allocationId), only, call.Aborted).ConfigureAwait(false);
        return ApiResults.NoContent();
    }
}
