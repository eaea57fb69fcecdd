using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Roles.</summary>
internal static class RoleEndpoints
{
    private const string Tag = "Roles";
    private const string One = "/roles/{role_id}";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/roles", ListAsync)
            .As("listRoles", Tag, "List all roles, built-in ones included", "For every signed-in user.")
            .Answers<RoleList>()
            .Refuses();
        group.MapPut(One, SetAsync)
            .As("setRole", Tag, "Define a role or replace its permissions", "Takes roles:update and every permission of the role at Global scope. Built-in roles cannot be changed.")
            .Answers<RoleResource>()
            .RefusesBody();
        ContentTypeRefusal.Map(group, HttpMethods.Put, One);
        group.MapDelete(One, RemoveAsync)
            .As("removeRole", Tag, "Remove a role with every binding of it", "Takes roles:update at Global scope.")
            .AnswersNothing()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.NotFound);
    }

    // With the token it is no RequestDelegate, whose result would be discarded.
    internal static async Task<IResult> ListAsync(HttpContext http, CancellationToken cancellationToken)
    {
        ApiCall call = new(http);
        IReadOnlyList<Role> roles = await call.Access.ListRolesAsync(cancellationToken).ConfigureAwait(false);
        return ApiResults.Json(http, new RoleList { Roles = [.. roles.Select(RoleResource.Of)] });
    }

    internal static async Task<IResult> SetAsync(HttpContext http, [FromRoute(Name = "role_id")] string roleId, JsonBody<RoleRequest> body)
    {
        ApiCall call = new(http);
        RoleRequest request = await body.ReadAsync().ConfigureAwait(false);
        Role role = new(RouteText.Decoded(roleId), [.. request.Permissions.Select(AccessText.Permission)]);
        await call.Access.SetRoleAsync(role, call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(http, RoleResource.Of(role));
    }

    internal static async Task<IResult> RemoveAsync(HttpContext http, [FromRoute(Name = "role_id")] string roleId)
    {
        ApiCall call = new(http);
        return await call.Access.RemoveRoleAsync(RouteText.Decoded(roleId), call.Aborted).ConfigureAwait(false)
            ? ApiResults.NoContent()
            : throw ApiProblemException.NotFound("There is no such role.");
    }
}
