using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Refuses a form that the user was not offered before anything is said about what it holds. The managers decide again when it is done.</summary>
internal static class SettingsRights
{
    /// <exception cref="DashboardException">The user may not.</exception>
    public static async ValueTask DemandAsync(DashboardCall call, Permission permission, PermissionScope scope)
    {
        if (!await call.MayAsync(permission, scope).ConfigureAwait(false))
        {
            throw new DashboardException(StatusCodes.Status403Forbidden, ErrorText.NotAllowed);
        }
    }
}
