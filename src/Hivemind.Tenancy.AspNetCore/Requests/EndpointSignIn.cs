using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Signs the user in by the authentication schemes that an endpoint's authorization names. The authorization middleware would do it, but
/// only after the door needs to know who the user is; it finds the same result, which each scheme keeps for the request.
/// </summary>
internal sealed class EndpointSignIn(IServiceProvider services)
{
    private readonly IAuthorizationPolicyProvider? _policies = services.GetService<IAuthorizationPolicyProvider>();
    private readonly ConditionalWeakTable<Endpoint, Policy> _known = [];

    /// <summary>Signs in; returns the schemes, none of which stands for the default one.</summary>
    public async ValueTask<IReadOnlyList<string>> SignInAsync(HttpContext http, Endpoint? endpoint)
    {
        if (endpoint is null || _policies is null)
        {
            return [];
        }

        Policy policy = _known.TryGetValue(endpoint, out Policy? known) ? known : await CombineAsync(endpoint, _policies).ConfigureAwait(false);
        if (policy.Value is not { AuthenticationSchemes: { Count: > 0 } schemes })
        {
            return [];
        }

        await http.RequestServices.GetRequiredService<IPolicyEvaluator>().AuthenticateAsync(policy.Value, http).ConfigureAwait(false);
        return schemes;
    }

    private async ValueTask<Policy> CombineAsync(Endpoint endpoint, IAuthorizationPolicyProvider policies)
    {
        Policy policy = new(await AuthorizationPolicy.CombineAsync(
            policies, endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>()).ConfigureAwait(false));
        if (policies.AllowsCachingPolicies)
        {
            _known.AddOrUpdate(endpoint, policy);
        }

        return policy;
    }

    private sealed record Policy(AuthorizationPolicy? Value);
}
