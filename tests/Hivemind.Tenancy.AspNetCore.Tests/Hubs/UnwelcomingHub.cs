using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Refuses connections of users who may not do what it is for.</summary>
internal sealed class UnwelcomingHub : Hub
{
    public override Task OnConnectedAsync() =>
        throw new TenantAccessDeniedException(
            TenantContext.Required.UserId!, new Permission("hubs", "use"), PermissionScope.Tenant(TenantContext.Required.TenantId!.Value));
}
