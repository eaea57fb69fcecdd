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
        if (await FindPolicyAsync(endpoint).ConfigureAwait(false) is not { AuthenticationSchemes: { Count: > 0 } schemes } policy)
        {
            return [];
        }

        await http.RequestServices.GetRequiredService<IPolicyEvaluator>().AuthenticateAsync(policy, http).ConfigureAwait(false);
        return schemes;
    }

    /// <summary>What an endpoint's authorization asks for, all policies in one; null for nothing.</summary>
    public async ValueTask<AuthorizationPolicy?> FindPolicyAsync(Endpoint? endpoint)
    {
        if (endpoint is null || _policies is null)
        {
            return null;
        }

        Policy policy = _known.TryGetValue(endpoint, out Policy? known) ? known : await CombineAsync(endpoint, _policies).ConfigureAwait(false);
        return policy.Value;
    }

    private async ValueTask<Policy> CombineAsync(Endpoint endpoint, IAuthorizationPolicyProvider policies)
    {
        IReadOnlyList<IAuthorizeData> data = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        IReadOnlyList<AuthorizationPolicy> named = endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>();
        Policy policy = new(await AuthorizationPolicy.CombineAsync(policies, data, named).ConfigureAwait(false));
        if (policies.AllowsCachingPolicies)
        {
            _known.AddOrUpdate(endpoint, policy);
        }

        return policy;
    }

    private sealed record Policy(AuthorizationPolicy? Value);
}
