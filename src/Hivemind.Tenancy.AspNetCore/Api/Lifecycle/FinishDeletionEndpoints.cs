using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The way out of a deletion whose provisioners fail for good.</summary>
internal static class FinishDeletionEndpoints
{
    private const string Pattern = "/tenants/{tenant_id}/finish-deletion";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost(Pattern, FinishAsync)
            .As(
                "finishTenantDeletion",
                "Tenants",
                "Finish a deletion whose provisioners fail for good",
                "Takes tenants:delete at Global scope. Of a terminating tenant everything goes without its provisioners being run again: what they "
                + "have made stays, and is the caller's to remove. If-Match is evaluated before it begins.")
            .AnswersNothing()
            .RefusesBody(
                TenancyProblemTypes.TenantNotFound,
                TenancyProblemTypes.InvalidTransition,
                TenancyProblemTypes.VersionConflict);
        ContentTypeRefusal.Map(group, HttpMethods.Post, Pattern);
    }

    internal static async Task<IResult> FinishAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromHeader(Name = "If-Match")][Description(EntityTags.About)] string? ifMatch,
        JsonBody<FinishDeletionRequest> body)
    {
        ApiCall call = new(http);
        Tenant target = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        FinishDeletionRequest request = await body.ReadAsync().ConfigureAwait(false);
        await call.DemandTagAsync(ifMatch, target, TenancyPermissions.DeleteTenant).ConfigureAwait(false);
        await call.Tenants.FinishDeletionAsync(target, request.Reason, call.Aborted).ConfigureAwait(false);
        return ApiResults.NoContent();
    }
}
