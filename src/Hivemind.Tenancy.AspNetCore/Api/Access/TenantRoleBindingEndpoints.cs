using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Role bindings in a tenant, always beneath the tenant of the route.</summary>
internal static class TenantRoleBindingEndpoints
{
    private const string Tag = "Role bindings";
    private const string All = "/tenants/{tenant_id}/role-bindings";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(All, ListAsync)
            .As("listTenantRoleBindings", Tag, "List the role bindings in a tenant", "Takes role-bindings:read at the tenant.")
            .Answers<RoleBindingList>()
            .Refuses(TenancyProblemTypes.TenantNotFound);
        group.MapPost(All, BindAsync)
            .As(
                "bindTenantRole",
                Tag,
                "Bind a role in a tenant",
                "Takes role-bindings:update and every permission of the role at the binding's scope: nobody grants more than they hold. 200 when it is bound already and ends then, also by the same Idempotency-Key, which is refused once the binding is gone; another end is a change.")
            .Answers<RoleBindingResource>()
            .Answers<RoleBindingResource>(StatusCodes.Status201Created)
            .RefusesBody(TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.TenantNotActive, TenancyProblemTypes.IdempotencyKeyReused, TenancyProblemTypes.IdempotencyResultGone);
        ContentTypeRefusal.Map(group, HttpMethods.Post, All);
        group.MapDelete(All, UnbindAsync)
            .As("unbindTenantRole", Tag, "Take a role binding in a tenant away", "Takes role-bindings:update at the binding's scope.")
            .AnswersNothing()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.TenantNotFound, TenancyProblemTypes.NotFound);
    }

    internal static async Task<IResult> ListAsync(HttpContext http, [FromRoute(Name = "tenant_id")] string tenantId)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        RoleBindingQuery query = new() { Tenant = tenant };
        return RoleBindings.Answer(call, await call.Access.ListBindingsAsync(query, call.Aborted).ConfigureAwait(false));
    }

    internal static async Task<IResult> BindAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromHeader(Name = IdempotencyHeader.Name)][Description(IdempotencyHeader.About)] string? idempotencyKey,
        JsonBody<TenantRoleBindingRequest> body)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        TenantRoleBindingRequest request = await body.ReadAsync().ConfigureAwait(false);
        PermissionScope scope = AccessText.Scope(tenant, request.Namespace, request.Resource);
        RoleBinding binding = RoleBindings.Of(request.Subject, request.RoleId, scope, request.EndsAt);

        return HasNamespaceOf(tenant, scope)
            ? await RoleBindings.BindAsync(call, binding, idempotencyKey).ConfigureAwait(false)
            : throw ApiProblemException.Invalid($"The tenant has no namespace '{scope.NamespaceName}'.");
    }

    internal static async Task<IResult> UnbindAsync(
        HttpContext http,
        [FromRoute(Name = "tenant_id")] string tenantId,
        [FromQuery(Name = "subject")][Description("user ID or group ID")] string? subject,
        [FromQuery(Name = "role_id")] string? roleId,
        [FromQuery(Name = "namespace")] string? namespaceName,
        [FromQuery(Name = "resource")] string? resourceName)
    {
        ApiCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        PermissionScope scope = AccessText.Scope(tenant, namespaceName, resourceName);
        RoleBinding binding = RoleBindings.Of(subject, roleId, scope);
        return HasNamespaceOf(tenant, scope)
            ? await RoleBindings.UnbindAsync(call, binding).ConfigureAwait(false)
            : throw ApiProblemException.NotFound($"The tenant has no namespace '{scope.NamespaceName}'.");
    }

    /// <summary>Everybody with access may read the tenant's namespaces, so a missing one need not look like a missing right.</summary>
    private static bool HasNamespaceOf(Tenant tenant, PermissionScope scope) =>
        scope.NamespaceName is null || tenant.Namespaces.Contains(scope.NamespaceName, StringComparer.Ordinal);
}
