using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Users, of whom only what they were granted is kept.</summary>
internal static class UserEndpoints
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapDelete("/users/{user_id}", ForgetAsync)
            .As(
                "forgetUser",
                "Users",
                "Forget a user",
                "Takes every role binding of the user away and the user out of every group, and says which tenants the user still owns. Takes "
                + "role-bindings:update and groups:update at Global scope. Repeats harmlessly; what is granted while it runs may stay.")
            .Answers<ForgottenUserResource>()
            .Refuses(TenancyProblemTypes.InvalidRequest);

    internal static async Task<IResult> ForgetAsync(HttpContext http, [FromRoute(Name = "user_id")] string userId)
    {
        ApiCall call = new(http);
        ForgottenUser forgotten = await call.Access.ForgetUserAsync(RouteText.Decoded(userId), call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(http, ForgottenUserResource.Of(forgotten));
    }
}
