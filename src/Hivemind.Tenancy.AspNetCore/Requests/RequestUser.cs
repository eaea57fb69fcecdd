using System.Security.Claims;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Who sent the request, as the host's authentication says.</summary>
internal static class RequestUser
{
    /// <summary>The user id of a principal; null when nobody is signed in, or it has no id that could be one.</summary>
    public static string? FindId(ClaimsPrincipal user, TenancyWebOptions options) =>
        user.Identity?.IsAuthenticated == true && options.GetUserId(user) is { } id && IsUserId(id) ? id : null;

    private static bool IsUserId(string id)
    {
        try
        {
            return RoleSubject.User(id).Id.Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
