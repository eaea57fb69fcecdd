using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A tenant's allocations: listing and reserving.</summary>
internal static class AllocationEndpoints
{
    public const string Tag = "Allocations";
    public const string All = "/tenants/{tenant_id}/allocations";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(All, ListAsync)
            .As("listAllocations", Tag, "List a tenant's allocations", "In ordinal order of their ids. For everybody with access to the tenant.")
            .Answers<AllocationPage>()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound);
        group.MapPost(All, CreateAsync)
            .As(
                "createAllocation",
                Tag,
                "Reserve resources",
                "All of them, or none. Takes allocations:update at the tenant. It is held for the lease; commit it, or it ends. The same id with "
                + "equal amounts gives the same hold under a new admission number; after its end a new one. The same Idempotency-Key gives the "
                + "same hold as it is now, and is refused once that was given back, has ended or was reserved anew.")
            .Answers<AllocationResource>(StatusCodes.Status201Created)
            .RefusesBody(
                TenancyProblemTypes.TenantNotFound,
                TenancyProblemTypes.TenantNotActive,
                TenancyProblemTypes.SystemOnly,
                TenancyProblemTypes.QuotaExceeded,
                TenancyProblemTypes.AllocationConflict,
                TenancyProblemTypes.AllocationLimit,
                TenancyProblemTypes.IdempotencyKeyReused,
                TenancyProblemTypes.IdempotencyResultGone);
        ContentTypeRefusal.Map(group, HttpMethods.Post, All);
        OneAllocationEndpoints.Map(group);
    }

    internal static async Task<IResult> ListAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromQuery(Name = "source")][Description("Only allocations of this source")] string? source,
        [FromQuery(Name = "limit")][Description("Most allocations to return, 1 to 1,000; 100 unless given")] string? limit,
        [FromQuery(Name = "cursor")][Description("next_cursor of the page before")] string? cursor)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        AllocationQuery query = new()
        {
            Source = QueryText.Line(source, "source", TenancyLimits.AllocationIdLength),
            After = Cursor.Read(cursor),
            Limit = QueryText.Limit(limit),
        };
        IReadOnlyList<Allocation> page = await call.Quotas.ListAllocationsAsync(tenant, query, call.Aborted).ConfigureAwait(false);
        bool hasMore = await NextPage.ExistsAsync(
            page, query.Limit, last => call.Quotas.ListAllocationsAsync(tenant, query with { After = last.Id, Limit = 1 }, call.Aborted)).ConfigureAwait(false);
        AllocationPage answer = new()
        {
            Allocations = [.. page.Select(AllocationResource.Of)],
            NextCursor = hasMore ? Cursor.After(page[^1].Id) : null,
        };
        return ApiResults.Json(http, answer);
    }

    internal static async Task<IResult> CreateAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromHeader(Name = IdempotencyHeader.Name)][Description(IdempotencyHeader.About)] string? idempotencyKey,
        JsonBody<CreateAllocationRequest> body)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        string? key = IdempotencyHeader.Validated(idempotencyKey);
        CreateAllocationRequest request = await body.ReadAsync().ConfigureAwait(false);
        if (request.Id is "." or "..")
        {
            // Clients and servers resolve these, encoded or not: to release ".." by its address would be to delete the tenant.
            throw ApiProblemException.Invalid("id may not be '.' or '..': no path can name it.");
        }

        return await AllocationCreation.RunAsync(call, tenant, request, key).ConfigureAwait(false);
    }
}
