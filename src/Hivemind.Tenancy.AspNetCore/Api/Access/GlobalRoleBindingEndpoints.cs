using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Role bindings at Global scope.</summary>
internal static class GlobalRoleBindingEndpoints
{
    private const string Tag = "Role bindings";
    private const string All = "/role-bindings";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(All, ListAsync)
            .As("listRoleBindings", Tag, "List the role bindings at Global scope, or all", "Takes role-bindings:read at Global scope.")
            .Answers<RoleBindingList>()
            .Refuses(TenancyProblemTypes.InvalidRequest);
        group.MapPost(All, BindAsync)
            .As("bindRole", Tag, "Bind a role at Global scope", "Takes role-bindings:update and every permission of the role at Global scope. 200 when it is bound already and ends then, also by the same Idempotency-Key, which is refused once the binding is gone; another end is a change.")
            .Answers<RoleBindingResource>()
            .Answers<RoleBindingResource>(StatusCodes.Status201Created)
            .RefusesBody(TenancyProblemTypes.IdempotencyKeyReused, TenancyProblemTypes.IdempotencyResultGone);
        ContentTypeRefusal.Map(group, HttpMethods.Post, All);
        group.MapDelete(All, UnbindAsync)
            .As("unbindRole", Tag, "Take a role binding at Global scope away", "Takes role-bindings:update at Global scope.")
            .AnswersNothing()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.NotFound);
    }

    internal static async Task<IResult> ListAsync(
        HttpContext http, [FromQuery(Name = "all")][Description("true for those in tenants, too")] string? all)
    {
        ApiCall call = new(http);
        bool includesTenants = QueryText.Flag(all, "all");
        IReadOnlyList<RoleBinding> bindings = await call.Access.ListBindingsAsync(null, call.Aborted).ConfigureAwait(false);
        return RoleBindings.Answer(call, bindings.Where(b => includesTenants || b.Scope.Kind == PermissionScopeKind.Global));
    }

    internal static async Task<IResult> BindAsync(
        HttpContext http,
        [FromHeader(Name = IdempotencyHeader.Name)][Description(IdempotencyHeader.About)] string? idempotencyKey,
        JsonBody<RoleBindingRequest> body)
    {
        ApiCall call = new(http);
        RoleBindingRequest request = await body.ReadAsync().ConfigureAwait(false);
        RoleBinding binding = RoleBindings.Of(request.Subject, request.RoleId, PermissionScope.Global, request.EndsAt);
        return await RoleBindings.BindAsync(call, binding, idempotencyKey).ConfigureAwait(false);
    }

    internal static async Task<IResult> UnbindAsync(
        HttpContext http,
        [FromQuery(Name = "subject")][Description("user ID or group ID")] string? subject,
        [FromQuery(Name = "role_id")] string? roleId)
    {
        ApiCall call = new(http);
        return await RoleBindings.UnbindAsync(call, RoleBindings.Of(subject, roleId, PermissionScope.Global)).ConfigureAwait(false);
    }
}
