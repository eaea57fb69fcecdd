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

    public ValueTask SignInAsync(HttpContext http, Endpoint endpoint)
    {
        if (_policies is null)
        {
            return default;
        }

        return _known.TryGetValue(endpoint, out Policy? known) ? SignInAsync(http, known.Value) : CombineAsync(http, endpoint, _policies);
    }

    private static ValueTask SignInAsync(HttpContext http, AuthorizationPolicy? policy) =>
        policy is { AuthenticationSchemes.Count: > 0 }
            ? new ValueTask(http.RequestServices.GetRequiredService<IPolicyEvaluator>().AuthenticateAsync(policy, http))
            : default;

    private async ValueTask CombineAsync(HttpContext http, Endpoint endpoint, IAuthorizationPolicyProvider policies)
    {
        AuthorizationPolicy? policy = await AuthorizationPolicy.CombineAsync(
            policies, endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>()).ConfigureAwait(false);
        if (policies.AllowsCachingPolicies)
        {
            _known.AddOrUpdate(endpoint, new Policy(policy));
        }

        await SignInAsync(http, policy).ConfigureAwait(false);
    }

    private sealed record Policy(AuthorizationPolicy? Value);
}
