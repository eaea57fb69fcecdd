using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Decides <see cref="TenantRequirement"/> and <see cref="TenantPermissionRequirement"/> for the context that the verified door gave the
/// request. It never calls <c>Fail</c>: what does not succeed is denied.
/// </summary>
internal sealed class TenantAuthorizationHandler(IAccessManager access, IOptions<TenancyWebOptions> options) : IAuthorizationHandler
{
    public async Task HandleAsync(AuthorizationHandlerContext context)
    {
        foreach (IAuthorizationRequirement requirement in context.Requirements)
        {
            switch (requirement)
            {
                case TenantRequirement { IsOfEndpoint: true } or TenantPermissionRequirement { IsOfEndpoint: true } when AllowsNoTenant(context):
                case TenantRequirement when FindContext(context) is not null:
                case TenantPermissionRequirement permission when await HasAsync(context, permission).ConfigureAwait(false):
                    context.Succeed(requirement);
                    break;
            }
        }
    }

    /// <summary>Whether the endpoint itself lifts what its group or controller asks for. A hub's methods are no endpoints.</summary>
    private static bool AllowsNoTenant(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http && http.GetEndpoint()?.Metadata.GetMetadata<ITenantNeed>() is { IsRequired: false };

    private async ValueTask<bool> HasAsync(AuthorizationHandlerContext context, TenantPermissionRequirement requirement)
    {
        if (FindContext(context) is not { BoundTo: { } bound } tenant
            || FindHttp(context) is not { } http
            || requirement.FindScope(http, bound) is not { } scope)
        {
            return false;
        }

        // What an endpoint asks for refuses the request, which is recorded; a policy may be asked by code that only wants to know.
        bool isGranted = requirement.IsOfEndpoint
            ? await DemandAsync(tenant.UserId!, requirement.Permission, scope, http.RequestAborted).ConfigureAwait(false)
            : await access.CheckPermissionAsync(tenant.UserId!, requirement.Permission, scope, http.RequestAborted).ConfigureAwait(false);

        // Invocations of one connection share its request, side by side: for those see HubDenial.
        if (!isGranted && context.Resource is HttpContext)
        {
            TenantRequest.Find(http)!.Missing = (requirement.Permission, scope);
        }

        return isGranted;
    }

    private async ValueTask<bool> DemandAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        try
        {
            await access.DemandPermissionAsync(userId, permission, scope, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TenantAccessDeniedException)
        {
            return false;
        }
    }

    /// <summary>The verified context; null unless it is that of the very user whom authorization asks about.</summary>
    private TenantContext? FindContext(AuthorizationHandlerContext context)
    {
        if (FindHttp(context) is not { } http)
        {
            return null;
        }

        TenantRequest request = TenantRequest.Find(http) ?? throw new InvalidOperationException(
            "An endpoint that requires a tenant was reached without app.UseHivemindTenancy(), or before it. Call it after UseAuthentication and before UseAuthorization.");

        // What an earlier pass over the pipeline found out does not count on a way that does not come by tenancy: nothing would run in its context.
        bool isEntered = context.Resource is not HttpContext || TenantContext.Current?.Kind == TenantContextKind.Tenant;
        return isEntered && request.Context is { } tenant && string.Equals(tenant.UserId, RequestUser.FindId(context.User, options.Value), StringComparison.Ordinal)
            ? tenant
            : null;
    }

    private static HttpContext? FindHttp(AuthorizationHandlerContext context) => context.Resource switch
    {
        HttpContext http => http,
        HubInvocationContext hub => hub.Context.GetHttpContext(),
        _ => null,
    };
}
