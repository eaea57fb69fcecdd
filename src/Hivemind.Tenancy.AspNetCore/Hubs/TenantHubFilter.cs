using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Runs hub methods in the context of the connection's tenant and user, which passes the verified door again at each invocation, and asks
/// for the permissions that the hub, its endpoint and the method name. The tenant is the one of the request that opened the connection,
/// not one that a later request of the same connection names.
/// </summary>
internal sealed class TenantHubFilter(
    ITenantManager tenants, EndpointSignIn signIn, LiveWatch watch, IOptions<TenancyWebOptions> options, ILogger<TenantHubFilter> logger) : IHubFilter
{
    private static readonly object Key = typeof(TenantHubFilter);
    private readonly ConcurrentDictionary<MethodInfo, IAuthorizationRequirementData[]> _asked = new();

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (context.Context.GetHttpContext() is not { } http || http.GetTenantContext() is not { } tenant)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        context.Context.Items[Key] = tenant;
        HubRoute.Restore(http);
        AuthorizationPolicy? policy = await signIn.FindPolicyAsync(http.GetEndpoint()).ConfigureAwait(false);
        HubCaller connection = new(context.Context);
        LiveGuest guest = watch.Begin(HubPass.Of(tenant, http, policy), connection);
        try
        {
            using (tenant.Enter())
            {
                await next(context).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // SignalR does not say later that such a connection has ended.
            watch.End(guest, connection);
            if (e is TenancyException refused)
            {
                throw Refuse(context.Hub, nameof(OnConnectedAsync), refused);
            }

            throw;
        }
    }

    /// <summary>What a hub tidies up it tidies up for the tenant that was connected, also when it has been suspended since.</summary>
    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        using (Find(context.Context)?.Enter())
        {
            await next(context, exception).ConfigureAwait(false);
        }
    }

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            TenantContext? tenant = await VerifyAsync(invocation).ConfigureAwait(false);
            using (tenant?.Enter())
            {
                await AuthorizeAsync(invocation, tenant).ConfigureAwait(false);
                object? result = await next(invocation).ConfigureAwait(false);
                return TenantStream.Wrap(
                    result, invocation.HubMethod.ReturnType, tenant, e => Refuse(invocation.Hub, invocation.HubMethodName, e));
            }
        }
        catch (TenancyException e)
        {
            throw Refuse(invocation.Hub, invocation.HubMethodName, e);
        }
    }

    private static TenantContext? Find(HubCallerContext caller) =>
        caller.Items.TryGetValue(Key, out object? found) ? (TenantContext?)found : null;

    private async ValueTask<TenantContext?> VerifyAsync(HubInvocationContext invocation)
    {
        if (Find(invocation.Context) is not { } connected)
        {
            return null;
        }

        // The same tenant of the id, still active, and the user still let in.
        TenantContextClaim claim = new(connected.TenantId!.Value, connected.UserId!, connected.TenantUid!.Value);
        return await tenants.GetTenantContextAsync(claim, invocation.Context.ConnectionAborted).ConfigureAwait(false);
    }

    private async ValueTask AuthorizeAsync(HubInvocationContext invocation, TenantContext? tenant)
    {
        List<IAuthorizationRequirement> requirements = [.. Asked(invocation).SelectMany(a => a.GetRequirements())];
        if (requirements.Count == 0)
        {
            return;
        }

        AuthorizationResult result = await invocation.ServiceProvider.GetRequiredService<IAuthorizationService>()
            .AuthorizeAsync(invocation.Context.User!, invocation, requirements).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            ProblemDetails problem = HubDenial.Explain(invocation, result.Failure, tenant, options.Value.StrangerStatusCode);
            throw Refuse(invocation.Hub, invocation.HubMethodName, exception: null, problem);
        }
    }

    /// <summary>What the endpoint, which carries the hub's attributes, and the method ask for.</summary>
    private IEnumerable<IAuthorizationRequirementData> Asked(HubInvocationContext invocation)
    {
        IEnumerable<IAuthorizationRequirementData> ofMethod = _asked.GetOrAdd(
            invocation.HubMethod, method => [.. method.GetCustomAttributes().OfType<IAuthorizationRequirementData>().Where(IsOurs)]);
        return invocation.Context.GetHttpContext()?.GetEndpoint() is { } endpoint
            ? endpoint.Metadata.GetOrderedMetadata<IAuthorizationRequirementData>().Where(IsOurs).Concat(ofMethod)
            : ofMethod;
    }

    private static bool IsOurs(IAuthorizationRequirementData data) => data is ITenantNeed;

    private HubException Refuse(Hub hub, string method, TenancyException exception) =>
        Refuse(hub, method, exception, TenancyProblemDetails.From(exception, options.Value.StrangerStatusCode));

    private HubException Refuse(Hub hub, string method, TenancyException? exception, ProblemDetails problem)
    {
        if (problem.Status >= 500)
        {
            logger.InvocationFailed(method, hub.GetType().Name, problem.Type, exception!);
        }
        else
        {
            logger.InvocationRefused(method, hub.GetType().Name, problem.Type);
        }

        return new HubException($"{problem.Type}: {problem.Title} {problem.Detail}".TrimEnd(), exception);
    }
}
