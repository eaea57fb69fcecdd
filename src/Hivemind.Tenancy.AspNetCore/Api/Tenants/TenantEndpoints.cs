using System.ComponentModel;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary><c>/tenants</c>.</summary>
internal static class TenantEndpoints
{
    private const string Tag = "Tenants";
    private const string One = "/tenants/{tenant_id}";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/tenants", ListAsync)
            .As("listTenants", Tag, "List the tenants the caller has access to", "In ordinal order of their ids. Use either cursor or offset.")
            .Answers<TenantPage>()
            .Refuses(TenancyProblemTypes.InvalidRequest);
        group.MapPost("/tenants", CreateAsync)
            .As(
                "createTenant",
                Tag,
                "Create a tenant",
                "Takes tenants:create and all permissions of tenant-admin at Global scope. With an Idempotency-Key the same request, sent again, "
                + "answers with the tenant it made, as that is now; a creation whose provisioner failed goes on. It is refused once that tenant is gone.")
            .Answers<TenantResource>(StatusCodes.Status201Created)
            .RefusesBody(
                TenancyProblemTypes.TenantConflict,
                TenancyProblemTypes.IdempotencyKeyReused,
                TenancyProblemTypes.IdempotencyResultGone,
                TenancyProblemTypes.ProvisioningFailed,
                TenancyProblemTypes.InvalidTransition,
                TenancyProblemTypes.TenantNotFound,
                TenancyProblemTypes.PlanNotFound);
        ContentTypeRefusal.Map(group, HttpMethods.Post, "/tenants");
        group.MapGet(One, GetAsync)
            .As("getTenant", Tag, "Get a tenant", "For everybody with access to it. The ETag is also the member etag.")
            .Answers<TenantResource>()
            .Refuses(TenancyProblemTypes.TenantNotFound);
        group.MapPatch(One, PatchAsync)
            .As(
                "updateTenant",
                Tag,
                "Change a tenant's settings",
                "A JSON merge patch. Name, description and labels take tenants:update at the tenant; owner, isolation and namespaces tenants:update "
                + "at Global scope (a new owner also all permissions of tenant-admin at the tenant); quotas quotas:update at Global scope. "
                + "With If-Match it is written only on top of that version; without it nobody's change is lost.")
            .Answers<TenantResource>()
            .RefusesBody(
                TenancyProblemTypes.TenantNotFound,
                TenancyProblemTypes.TenantNotActive,
                TenancyProblemTypes.TenantConflict,
                TenancyProblemTypes.VersionConflict);
        ContentTypeRefusal.Map(group, HttpMethods.Patch, One);
        group.MapDelete(One, DeleteAsync)
            .As(
                "deleteTenant",
                Tag,
                "Delete a tenant with all it holds",
                "Takes tenants:delete at Global scope. One whose deprovisioner failed is Terminating: delete it again. If-Match is evaluated before it begins.")
            .AnswersNothing()
            .Refuses(
                TenancyProblemTypes.TenantNotFound,
                TenancyProblemTypes.TenantInUse,
                TenancyProblemTypes.TenantProtected,
                TenancyProblemTypes.VersionConflict,
                TenancyProblemTypes.ProvisioningFailed,
                TenancyProblemTypes.InvalidRequest);
    }

    /// <summary>Answers with a tenant, and with its entity tag in the header, too.</summary>
    public static IResult Answer(HttpContext http, Tenant tenant, int status = StatusCodes.Status200OK)
    {
        http.Tag(tenant);
        return ApiResults.Json(http, TenantResource.Of(tenant), status);
    }

    internal static async Task<IResult> ListAsync(
        HttpContext http,
        [FromQuery(Name = "status")][Description("Only tenants in this status: pending, active, suspended or terminating")] string? status,
        [FromQuery(Name = "owner_id")][Description("Only tenants of this owner")] string? ownerId,
        [FromQuery(Name = "q")][Description("Only tenants whose id, name or description contains this text, in any case")] string? text,
        [FromQuery(Name = "limit")][Description("Most tenants to return, 1 to 1,000; 100 unless given")] string? limit,
        [FromQuery(Name = "cursor")][Description("next_cursor of the page before")] string? cursor,
        [FromQuery(Name = "offset")][Description("How many to skip, 0 to 100,000")] string? offset,
        [FromQuery(Name = "label")][Description("Only tenants with this label, as key=value; may be given several times for tenants that have all of them")] string[]? label = null)
    {
        if (cursor is not null && offset is not null)
        {
            throw ApiProblemException.Invalid("cursor and offset exclude each other.");
        }

        TenantQuery query = new()
        {
            Status = (TenantStatus?)QueryText.Name<TenantStatusName>(status, "status"),
            OwnerId = ownerId,
            Text = QueryText.Line(text, "q", TenancyLimits.DescriptionLength),
            Labels = QueryText.Labels(label, "label"),
            After = Cursor.ReadTenant(cursor),
            Limit = QueryText.Limit(limit),
        };
        int skip = (int)QueryText.Number(offset, "offset", 0, QueryText.MaxOffset, 0);
        TenantPage page = await new TenantListing(new ApiCall(http), query, skip).ReadAsync().ConfigureAwait(false);
        return ApiResults.Json(http, page);
    }

    internal static async Task<IResult> CreateAsync(
        HttpContext http,
        [FromHeader(Name = IdempotencyHeader.Name)][Description(IdempotencyHeader.About)] string? idempotencyKey,
        JsonBody<CreateTenantRequest> body)
    {
        ApiCall call = new(http);
        string? key = IdempotencyHeader.Validated(idempotencyKey);
        CreateTenantRequest request = await body.ReadAsync().ConfigureAwait(false);
        return await TenantCreation.RunAsync(call, request.ToSpec(call.UserId), key).ConfigureAwait(false);
    }

    internal static async Task<IResult> GetAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId)
    {
        Tenant tenant = await new ApiCall(http).FindTenantAsync(tenantId).ConfigureAwait(false);
        return Answer(http, tenant);
    }

    internal static async Task<IResult> PatchAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromHeader(Name = "If-Match")][Description(EntityTags.About)] string? ifMatch,
        JsonBody<TenantPatch> body)
    {
        ApiCall call = new(http);
        Tenant target = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        JsonObject patch = await body.ReadObjectAsync().ConfigureAwait(false);
        Tenant written = await TenantUpdate.ApplyAsync(
            call, target, ifMatch, current => TenantSettings.Merge(current, patch, call.Api)).ConfigureAwait(false);
        return Answer(http, written);
    }

    internal static async Task<IResult> DeleteAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromQuery(Name = "only_if_idle")][Description("true to refuse while the tenant has allocations that are committed, or adopted from an observation")] string? onlyIfIdle,
        [FromHeader(Name = "If-Match")][Description(EntityTags.About)] string? ifMatch)
    {
        ApiCall call = new(http);
        Tenant target = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        await call.DemandTagAsync(ifMatch, target, TenancyPermissions.DeleteTenant).ConfigureAwait(false);
        await call.Tenants.DeleteTenantAsync(target, QueryText.Flag(onlyIfIdle, "only_if_idle"), call.Aborted).ConfigureAwait(false);
        return ApiResults.NoContent();
    }
}
