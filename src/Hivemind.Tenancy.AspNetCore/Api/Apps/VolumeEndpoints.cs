using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A tenant's volumes that outlive apps.</summary>
internal static class VolumeEndpoints
{
    private const string Tag = "Volumes";
    private const string All = "/tenants/{tenant_id}/volumes";
    private const string One = "/tenants/{tenant_id}/namespaces/{namespace}/volumes/{name}";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(All, ListAsync)
            .As("listVolumes", Tag, "List a tenant's volumes", "All of them that stand for themselves, in ordinal order of namespace/name, in the namespaces where the caller has volumes:read.")
            .Answers<VolumeList>()
            .Refuses(AppEndpoints.Refusals);
        group.MapPost(All, CreateAsync)
            .As("createVolume", Tag, "Create a volume that outlives apps", "Takes volumes:create in the namespace. It holds its storage by itself. The same again is answered with the volume that is there.")
            .Answers<VolumeResource>(StatusCodes.Status201Created)
            .RefusesBody(
            [
                .. AppEndpoints.Refusals,
                TenancyProblemTypes.VolumeConflict,
                TenancyProblemTypes.TenantNotActive,
                TenancyProblemTypes.QuotaExceeded,
                TenancyProblemTypes.AllocationLimit,
                TenancyProblemTypes.DeploymentFailed,
            ]);
        ContentTypeRefusal.Map(group, HttpMethods.Post, All);
        group.MapDelete(One, RemoveAsync)
            .As("removeVolume", Tag, "Remove a volume with what is on it", "Takes volumes:delete in the namespace. Not while an app mounts it, a stopped one included. Repeats harmlessly.")
            .AnswersNothing()
            .Refuses([.. AppEndpoints.Refusals, TenancyProblemTypes.VolumeConflict]);
    }

    internal static async Task<IResult> ListAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        IReadOnlyList<AppVolume> found = await call.Apps.ListVolumesAsync(tenant, call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(http, new VolumeList { Volumes = [.. found.Select(VolumeResource.Of)] });
    }

    internal static async Task<IResult> CreateAsync(
        HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId, JsonBody<CreateVolumeRequest> body)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        CreateVolumeRequest request = await body.ReadAsync().ConfigureAwait(false);
        AppVolume volume = await call.Apps.CreateVolumeAsync(tenant, request.Namespace, request.Name, request.Size, call.Aborted).ConfigureAwait(false);
        http.LocateInNamespace(volume.Key.Namespace, volume.Key.Name);
        return ApiResults.Json(http, VolumeResource.Of(volume), StatusCodes.Status201Created);
    }

    internal static async Task<IResult> RemoveAsync(
        HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId, [FromRoute(Name = "namespace")] string namespaceName, [FromRoute(Name = "name")] string name)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        _ = await call.Apps.RemoveVolumeAsync(tenant, namespaceName, name, cancellationToken: call.Aborted).ConfigureAwait(false);
        return ApiResults.NoContent();
    }
}
