using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Hivemind.Tenancy.AspNetCore;

/// <content>The resolvers that come with the package.</content>
public sealed partial class TenancyWebOptions
{
    /// <summary>Path prefixes beneath which the next segment names the tenant and both move to the path base.</summary>
    internal List<PathString> PathBasePrefixes { get; } = [];

    /// <summary>Headers that name the tenant: what is answered depends on each of them, also where it is absent.</summary>
    internal List<string> TenantHeaders { get; } = [];

    /// <summary>
    /// The tenant is the value of a header. Sent twice with different values it is refused. Every answer says that it varies by it
    /// (<c>Vary</c>), so that caches, the browser's too, keep tenants apart.
    /// </summary>
    /// <param name="name">The header's name.</param>
    public TenancyWebOptions ResolveFromHeader(string name = "X-Tenant-Id")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        TenantHeaders.Add(name);
        return ResolveWith(http => new ValueTask<StringValues>(http.Request.Headers[name]));
    }

    /// <summary>The tenant is a route value: <c>/{tenant}/orders</c>. Needs routing before <c>UseHivemindTenancy</c>.</summary>
    /// <param name="parameter">The route parameter's name.</param>
    public TenancyWebOptions ResolveFromRoute(string parameter = "tenant")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(parameter);
        return ResolveWith(http => new ValueTask<StringValues>(http.GetRouteValue(parameter) as string));
    }

    /// <summary>
    /// The tenant is a claim of the signed-in user, of any identity that is authenticated. A user with several such claims is refused: it
    /// is not said which one is meant.
    /// </summary>
    /// <param name="type">The claim's type.</param>
    public TenancyWebOptions ResolveFromClaim(string type = "tenant")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        return ResolveWith(http => new ValueTask<StringValues>(RequestUser.ClaimsOf(http.User, type).ToArray()));
    }

    /// <summary>
    /// The tenant is what stands before a domain in the host name: <c>acme</c> in <c>acme.example.com</c>. Upper case counts as
    /// lower case, as DNS has it (RFC 4343). The domain itself and other domains name no tenant.
    /// </summary>
    /// <param name="domain">The domain: <c>example.com</c>.</param>
    /// <param name="except">Sub-domains that are no tenants: <c>www</c>.</param>
    public TenancyWebOptions ResolveFromSubdomain(string domain, params IReadOnlyList<string> except)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(domain);
        ArgumentNullException.ThrowIfNull(except);
        string suffix = "." + HostNames.Normalize(domain.TrimStart('.'));
        HashSet<string> reserved = new(except.Select(HostNames.Normalize), StringComparer.Ordinal);
        return ResolveWith(http =>
        {
            string host = HostNames.Normalize(http.Request.Host.Host);
            string? label = host.EndsWith(suffix, StringComparison.Ordinal) ? host[..^suffix.Length] : null;
            return new ValueTask<StringValues>(label is null || reserved.Contains(label) ? null : label);
        });
    }

    /// <summary>The tenant is the one whose custom domain the request names. Other host names name no tenant.</summary>
    /// <param name="hosts">Host names, without a port, and their tenants. It is copied; for one that changes use <see cref="ResolveWith"/>.</param>
    public TenancyWebOptions ResolveFromHosts(IReadOnlyDictionary<string, TenantId> hosts)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        Dictionary<string, string> map = hosts.ToDictionary(h => HostNames.Normalize(h.Key), h => h.Value.Value, StringComparer.Ordinal);
        return ResolveWith(http => new ValueTask<StringValues>(map.GetValueOrDefault(HostNames.Normalize(http.Request.Host.Host))));
    }

    /// <summary>
    /// The tenant is the segment after a prefix of the path: <c>acme</c> in <c>/t/acme/orders</c>. Both move to the path base before
    /// the request is routed, so that routes and links know nothing of it.
    /// </summary>
    /// <param name="prefix">The prefix: starts with a slash and is longer than one.</param>
    public TenancyWebOptions ResolveFromPathBase(string prefix = "/t")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(prefix);
        if (prefix.Length < 2 || prefix[0] != '/' || prefix[^1] == '/')
        {
            throw new ArgumentException($"The prefix '{prefix}' does not start with a slash, or ends with one.", nameof(prefix));
        }

        PathBasePrefixes.Add(prefix);
        return ResolveWith(http => new ValueTask<StringValues>(TenantPathBase.Find(http, prefix)));
    }

    /// <summary>The tenant is what a delegate says. One that reads a header has to see to <c>Vary</c> itself, which <see cref="ResolveFromHeader"/> does.</summary>
    /// <param name="resolver">Returns nothing, one tenant id, or several, which is refused.</param>
    public TenancyWebOptions ResolveWith(TenantResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        Resolvers.Add(resolver);
        return this;
    }
}
