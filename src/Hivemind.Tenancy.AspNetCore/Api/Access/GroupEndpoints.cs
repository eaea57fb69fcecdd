using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Who is in which group.</summary>
internal static class GroupEndpoints
{
    private const string Tag = "Groups";
    private const string Members = "/groups/{group_id}/members";
    private const string One = Members + "/{user_id}";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(Members, ListAsync)
            .As("listGroupMembers", Tag, "List the users in a group", "Takes groups:read at Global scope.")
            .Answers<GroupMembers>()
            .Refuses(TenancyProblemTypes.InvalidRequest);
        group.MapPut(One, AddAsync)
            .As("addGroupMember", Tag, "Add a user to a group", "Takes groups:update at Global scope, and all that the group is granted, where it is granted. Repeats harmlessly.")
            .AnswersNothing()
            .Refuses(TenancyProblemTypes.InvalidRequest);
        group.MapDelete(One, RemoveAsync)
            .As("removeGroupMember", Tag, "Remove a user from a group", "Takes groups:update at Global scope.")
            .AnswersNothing()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.NotFound);
    }

    internal static async Task<IResult> ListAsync(HttpContext http, [FromRoute(Name = "group_id")] string groupId)
    {
        ApiCall call = new(http);
        string id = RouteText.Decoded(groupId);
        IReadOnlyList<string> members = await call.Access.ListGroupMembersAsync(id, call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(http, new GroupMembers { GroupId = id, Members = members });
    }

    internal static async Task<IResult> AddAsync(
        HttpContext http, [FromRoute(Name = "group_id")] string groupId, [FromRoute(Name = "user_id")] string userId)
    {
        ApiCall call = new(http);
        _ = await call.Access.AddGroupMemberAsync(RouteText.Decoded(groupId), RouteText.Decoded(userId), call.Aborted).ConfigureAwait(false);
        return ApiResults.NoContent();
    }

    internal static async Task<IResult> RemoveAsync(
        HttpContext http, [FromRoute(Name = "group_id")] string groupId, [FromRoute(Name = "user_id")] string userId)
    {
        ApiCall call = new(http);
        return await call.Access.RemoveGroupMemberAsync(RouteText.Decoded(groupId), RouteText.Decoded(userId), call.Aborted).ConfigureAwait(false)
            ? ApiResults.NoContent()
            : throw ApiProblemException.NotFound("The user is not in the group.");
    }
}
